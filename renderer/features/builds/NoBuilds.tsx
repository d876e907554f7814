import { Funnel, Hammer } from 'lucide-react';
import { serviceOf } from '../../state/accounts.ts';
import { useBuildAccounts, useCapabilities, useProject } from '../../state/areas.ts';
import { runProject } from '../../state/build-actions.ts';
import { addProject } from '../../state/project-actions.ts';
import { clearFilters, showPage, type Scope } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { OlderBuilds, useOlderBuilds } from './OlderBuilds.tsx';
import styles from './BuildTable.module.css';

const hammer = <Hammer size={28} strokeWidth={1.5} />;

function NoBuildsOfProject({ projectId }: { projectId: string }) {
  const project = useProject(projectId);
  const capabilities = useCapabilities(project?.accountId);
  const canRun = capabilities?.run === true && project?.config === 'valid';
  const older = useOlderBuilds({ kind: 'project', projectId });
  return (
    <EmptyState
      icon={hammer}
      title={canRun ? 'No builds yet' : 'No recent builds'}
      actions={
        <>
          {canRun && (
            <Button variant="primary" onPress={() => void runProject(projectId, false)}>
              Run the first build
            </Button>
          )}
          {older.hasMore && <OlderBuilds accountId={older.accountId} />}
        </>
      }
    >
      {canRun ? 'This project has not been built yet.' : 'None of the builds loaded so far is of this project.'}
    </EmptyState>
  );
}

function NoBuildsAtAll({ scope }: { scope: Scope }) {
  const accounts = useBuildAccounts().filter(({ id }) => scope.kind !== 'account' || id === scope.accountId);
  const services = accounts.filter((account) => serviceOf(account) !== undefined);
  const older = useOlderBuilds(scope);
  if (services.length > 0) {
    const [only] = services;
    const isOne = scope.kind === 'account' && only !== undefined;
    return (
      <EmptyState
        icon={hammer}
        title={isOne ? `${only.label} has no recent builds` : 'No recent builds'}
        actions={older.hasMore && <OlderBuilds accountId={older.accountId} />}
      >
        New builds appear here by themselves.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={hammer}
      title="No builds yet"
      actions={
        <>
          <Button variant="primary" onPress={() => void addProject()}>
            Add a project folder
          </Button>
          {scope.kind === 'all' && (
            <Button onPress={() => showPage({ kind: 'add-account' })}>Add an account of a CI service</Button>
          )}
        </>
      }
    >
      Any folder will do. Jumpseat builds it on this computer, and when a step fails, gets you onto its machine.
      {scope.kind === 'all' && ' With an account, the builds of CircleCI, Semaphore, Codemagic or Bitrise stand here.'}
    </EmptyState>
  );
}

/** What stands in place of the list: why it is empty, and what to do. */
export function NoBuilds({ scope, isFiltered }: { scope: Scope; isFiltered: boolean }) {
  const isConnecting = useBuildAccounts().some(
    ({ id, state }) => state === 'connecting' && (scope.kind !== 'account' || id === scope.accountId),
  );
  const older = useOlderBuilds(scope);
  if (isFiltered) {
    return (
      <EmptyState
        icon={<Funnel size={28} strokeWidth={1.5} />}
        title="No build fits the filters"
        actions={
          <>
            <Button onPress={clearFilters}>Show all</Button>
            {older.hasMore && <OlderBuilds accountId={older.accountId} />}
          </>
        }
      />
    );
  }
  if (isConnecting) {
    return (
      <div className={styles['loading']}>
        <Skeleton label="Loading the builds" lines={9} />
      </div>
    );
  }
  if (scope.kind === 'project') return <NoBuildsOfProject projectId={scope.projectId} />;
  return <NoBuildsAtAll scope={scope} />;
}
