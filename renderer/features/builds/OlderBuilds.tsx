import { useBuildAccounts, useProject } from '../../state/areas.ts';
import { loadOlderBuilds } from '../../state/build-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import type { Scope } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './BuildTable.module.css';

/** Whether the services know of builds of this scope that are not in the list, and of which account. */
export function useOlderBuilds(scope: Scope): { hasMore: boolean; accountId: string | undefined } {
  const project = useProject(scope.kind === 'project' ? scope.projectId : undefined);
  const accountId = scope.kind === 'account' ? scope.accountId : project?.accountId;
  const hasMore = useBuildAccounts().some(
    ({ id, hasMoreBuilds }) => hasMoreBuilds === true && (accountId === undefined || id === accountId),
  );
  return { hasMore, accountId };
}

export function useOlderBuildsCommand(scope: Scope, isActive: boolean): void {
  const { hasMore, accountId } = useOlderBuilds(scope);
  useCommands(
    () => [
      { id: 'builds.older', title: 'Load older builds', group: 'Builds', run: () => void loadOlderBuilds(accountId) },
    ],
    isActive && hasMore,
  );
}

/** The way on at the end of the list. */
export function OlderBuilds({ accountId }: { accountId: string | undefined }) {
  const [isPending, run] = usePending();
  return (
    <div className={styles['older']}>
      <Button isPending={isPending} onPress={() => run(() => loadOlderBuilds(accountId))}>
        {isPending ? 'Loading older builds…' : 'Load older builds'}
      </Button>
    </div>
  );
}
