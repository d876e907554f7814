import type { Account } from '../../../main/contract/account.ts';
import { recheckAccount, recheckAccounts } from '../../state/account-actions.ts';
import { accountLook, accountTrouble, serviceOf } from '../../state/accounts.ts';
import { openLink } from '../../state/app-actions.ts';
import { useBuildAccounts, useKeychain, useProject } from '../../state/areas.ts';
import { refreshBuilds } from '../../state/build-actions.ts';
import { recheckKeychain } from '../../state/key-actions.ts';
import { showPage, type Scope } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { TimeAgo } from '../../ui/time/Times.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './BuildsPage.module.css';

/** What stays of an account that is not up to date. */
function Standing({ checkedAt, hint }: { checkedAt: number | undefined; hint: string | undefined }) {
  // Hints of the services say so in their own words.
  const outlook = hint === undefined ? 'It goes on by itself.' : '';
  if (checkedAt === undefined) return outlook;
  return (
    <>
      Its builds are from <TimeAgo at={checkedAt} />. {outlook}
    </>
  );
}

function isUnread({ state, problem }: Account): boolean {
  return state === 'failed' && problem?.code === 'keychain-unavailable';
}

function AccountNotice({ account }: { account: Account }) {
  const [isPending, run] = usePending();
  const { id, label, state, problem, checkedAt } = account;
  const isService = serviceOf(account) !== undefined;
  const needsToken = isService && problem?.code === 'token-refused';
  const needsKeychain = isService && problem?.code === 'keychain-unavailable';
  const trouble = accountTrouble(account) ?? '';
  const waits = state === 'limited' || state === 'offline';
  return (
    <ProblemNotice
      tone={accountLook(state).tone}
      role={waits ? 'status' : 'alert'}
      problem={{
        message: trouble.startsWith(label) ? trouble : `${label}: ${trouble}`,
        hint: problem?.hint,
        detail: problem?.detail,
        link: problem?.link,
      }}
      note={waits && isService ? <Standing checkedAt={checkedAt} hint={problem?.hint} /> : undefined}
      onOpenLink={(url) => void openLink(url)}
    >
      {(needsToken || needsKeychain) && (
        <Button
          size="small"
          variant={needsToken ? 'primary' : 'plain'}
          onPress={() => showPage({ kind: 'account', accountId: id, replacing: true })}
        >
          Replace token
        </Button>
      )}
      <Button
        size="small"
        isPending={isPending}
        onPress={() =>
          // Once the keychain is there again, every account that waits for it goes on.
          run(needsKeychain ? recheckKeychain : isService ? () => recheckAccount(id) : refreshBuilds)
        }
      >
        {isService ? 'Check again' : 'Try again'}
      </Button>
    </ProblemNotice>
  );
}

/** Several accounts out of reach at once have one cause: the network. */
function OfflineNotice({ accounts }: { accounts: readonly Account[] }) {
  const [isPending, run] = usePending();
  return (
    <Notice
      tone="off"
      role="status"
      message={`${accounts.length} accounts cannot be reached: ${accounts.map(({ label }) => label).join(', ')}.`}
      hint="Is this computer online? The builds known so far are below, and it goes on by itself."
    >
      <Button
        size="small"
        isPending={isPending}
        onPress={() => run(() => recheckAccounts(accounts.map(({ id }) => id)))}
      >
        Check again
      </Button>
    </Notice>
  );
}

/** Several accounts whose tokens cannot be read have one cause too: the keychain. */
function KeychainNotice({ accounts }: { accounts: readonly Account[] }) {
  const { hint } = useKeychain();
  const [isPending, run] = usePending();
  return (
    <Notice
      tone="bad"
      role="alert"
      message={`The tokens of ${accounts.length} accounts cannot be read from the keychain: ${accounts.map(({ label }) => label).join(', ')}.`}
      hint={`${hint ?? ''} Or choose an account and put a new token in its place.`.trim()}
    >
      <Button size="small" isPending={isPending} onPress={() => run(recheckKeychain)}>
        Check again
      </Button>
    </Notice>
  );
}

/** What is wrong with the accounts whose builds are shown. The builds known so far stay in the list below. */
export function AccountNotices({ scope }: { scope: Scope }) {
  const project = useProject(scope.kind === 'project' ? scope.projectId : undefined);
  const accountId = scope.kind === 'account' ? scope.accountId : project?.accountId;
  const troubled = useBuildAccounts().filter(
    (account) => (accountId === undefined || account.id === accountId) && accountTrouble(account) !== undefined,
  );
  // A service that answers with a problem of its own says nothing about the network.
  const offline = troubled.filter(
    ({ state, problem }) => state === 'offline' && (problem === undefined || problem.code === 'offline'),
  );
  const unread = troubled.filter((account) => serviceOf(account) !== undefined && isUnread(account));
  const groups = [offline, unread].filter(({ length }) => length > 1).flat();
  const alone = troubled.filter((account) => !groups.includes(account));
  if (troubled.length === 0) return null;
  return (
    <div className={styles['notices']}>
      {alone.map((account) => (
        <AccountNotice key={account.id} account={account} />
      ))}
      {unread.length > 1 && <KeychainNotice accounts={unread} />}
      {offline.length > 1 && <OfflineNotice accounts={offline} />}
    </div>
  );
}
