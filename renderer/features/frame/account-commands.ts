import { recheckAccounts } from '../../state/account-actions.ts';
import { serviceOf } from '../../state/accounts.ts';
import type { Command } from '../../state/commands.ts';
import { useTruth } from '../../state/truth.ts';
import { showPage } from '../../state/view.ts';

/** Adding accounts, and the way to each that is there. */
export function accountCommands(): Command[] {
  const group = 'Accounts';
  const accounts = Object.values(useTruth.getState().truth.accounts).filter(
    (account) => serviceOf(account) !== undefined,
  );
  const add: Command = {
    id: 'accounts.add',
    title: 'Add account…',
    group,
    keywords: 'token sign in circleci semaphore codemagic bitrise',
    run: () => showPage({ kind: 'add-account' }),
  };
  if (accounts.length === 0) return [add];
  return [
    add,
    {
      id: 'accounts.recheck',
      title: 'Check all accounts again',
      group,
      run: () => void recheckAccounts(accounts.map(({ id }) => id)),
    },
    ...accounts.flatMap(({ id, label }) => [
      {
        id: `accounts.open.${id}`,
        title: `Account ${label}`,
        group,
        keywords: 'rename remove check',
        run: () => showPage({ kind: 'account', accountId: id }),
      },
      {
        id: `accounts.token.${id}`,
        title: `Replace the token of ${label}…`,
        group,
        run: () => showPage({ kind: 'account', accountId: id, replacing: true }),
      },
    ]),
  ];
}
