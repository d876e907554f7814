import type { Account } from '../../../main/contract/account.ts';
import { useAccounts, useProject } from '../../state/areas.ts';
import { refreshBuilds } from '../../state/build-actions.ts';
import type { Scope } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './BuildsPage.module.css';

function AccountNotice({ account }: { account: Account }) {
  const [isPending, run] = usePending();
  const { label, problem } = account;
  return (
    <Notice
      tone="bad"
      role="alert"
      message={problem === undefined ? `${label} cannot be reached.` : `${label}: ${problem.message}`}
      hint={problem?.hint}
      detail={problem?.detail}
    >
      <Button size="small" isPending={isPending} onPress={() => run(refreshBuilds)}>
        Try again
      </Button>
    </Notice>
  );
}

/** What is wrong with the accounts whose builds are shown. The builds known so far stay in the list below. */
export function AccountNotices({ scope }: { scope: Scope }) {
  const project = useProject(scope.kind === 'project' ? scope.projectId : undefined);
  const accountId = scope.kind === 'account' ? scope.accountId : project?.accountId;
  const failed = useAccounts().filter(
    ({ id, state }) => state === 'failed' && (accountId === undefined || id === accountId),
  );
  if (failed.length === 0) return null;
  return (
    <div className={styles['notices']}>
      {failed.map((account) => (
        <AccountNotice key={account.id} account={account} />
      ))}
    </div>
  );
}
