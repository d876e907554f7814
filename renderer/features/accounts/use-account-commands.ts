import type { Account } from '../../../main/contract/account.ts';
import { recheckAccount } from '../../state/account-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { showPage } from '../../state/view.ts';

/** What can be done with the account whose page is shown; `open` shows the field or the question for it. */
export function useAccountCommands({ id, label }: Account, open: (part: 'name' | 'removal') => void): void {
  useCommands(() => {
    const group = `Account ${label}`;
    return [
      { id: 'account.recheck', title: 'Check again', group, run: () => void recheckAccount(id) },
      { id: 'account.rename', title: 'Rename…', group, run: () => open('name') },
      {
        id: 'account.replaceToken',
        title: 'Replace token…',
        group,
        run: () => showPage({ kind: 'account', accountId: id, replacing: true }),
      },
      { id: 'account.remove', title: 'Remove account…', group, run: () => open('removal') },
    ];
  });
}
