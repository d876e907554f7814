import { useEffect, useRef, type ComponentType } from 'react';
import { useAccount, useBuild, useBuilds, useProject } from '../../state/areas.ts';
import { refreshBuilds } from '../../state/build-actions.ts';
import type { Command } from '../../state/commands.ts';
import { isInScope } from '../../state/select-builds.ts';
import { useCommands } from '../../state/use-commands.ts';
import {
  clearFilters,
  selectBuild,
  showBuilds,
  toggleFilter,
  toggleMine,
  useView,
  type Scope,
} from '../../state/view.ts';
import { AccountNotices } from './AccountNotices.tsx';
import { BuildsHeader } from './BuildsHeader.tsx';
import { BuildTable, useShownBuilds } from './BuildTable.tsx';
import { BuildDetailPane } from './detail/BuildDetailPane.tsx';
import { LogPage } from './log/LogPage.tsx';
import { useOlderBuildsCommand } from './OlderBuilds.tsx';
import { ConfigPane } from './project/ConfigPane.tsx';
import styles from './BuildsPage.module.css';

function useTitle(scope: Scope): string {
  const account = useAccount(scope.kind === 'account' ? scope.accountId : undefined);
  const project = useProject(scope.kind === 'project' ? scope.projectId : undefined);
  if (scope.kind === 'project') return project?.name ?? 'Project';
  if (scope.kind === 'account') return account?.label ?? 'Builds';
  return 'All builds';
}

/** What was looked at may be gone; one that is not in the truth yet was added just now. */
function useLeaveWhenGone(scope: Scope, isThere: boolean): void {
  const id = scope.kind === 'project' ? scope.projectId : scope.kind === 'account' ? scope.accountId : undefined;
  const seenId = useRef<string>(undefined);
  useEffect(() => {
    if (isThere) seenId.current = id;
    else if (id !== undefined && id === seenId.current) showBuilds({ kind: 'all' });
  }, [id, isThere]);
}

/** Selects the newest build by itself while the person has chosen none of this scope. */
function useSelection(scope: Scope): void {
  const { shown } = useShownBuilds();
  const selectedId = useView((view) => view.selectedBuildId);
  const isChosen = useView((view) => view.isBuildChosen);
  const selected = useBuild(selectedId);
  const firstId = shown[0]?.id;
  // One that is chosen and not in the truth yet was started just now.
  const isKept = isChosen && selectedId !== undefined && (selected === undefined || isInScope(selected, scope));
  useEffect(() => {
    if (!isKept && selectedId !== firstId) selectBuild(firstId, false);
  }, [isKept, selectedId, firstId]);
}

interface BuildsPageProps {
  /** The sessions that there were on a build; they come from their own feature. */
  Sessions?: ComponentType<{ buildId: string }>;
}

/** The list of builds with its filters, and the selected build beside it. */
export function BuildsPage({ Sessions }: BuildsPageProps) {
  const scope = useView((view) => view.scope);
  const isLogOpen = useView((view) => view.isLogOpen);
  const selected = useBuild(useView((view) => view.selectedBuildId));
  const project = useProject(scope.kind === 'project' ? scope.projectId : undefined);
  const hasBuilds = useBuilds().some((build) => isInScope(build, scope));
  const account = useAccount(scope.kind === 'account' ? scope.accountId : undefined);
  const needsConfig = project !== undefined && project.config !== 'valid' && project.config !== 'not-here';
  const title = useTitle(scope);
  const searchInput = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const isLogShown = isLogOpen && selected !== undefined;
  useSelection(scope);

  useLeaveWhenGone(scope, project !== undefined || account !== undefined);

  const wasLogShown = useRef(false);
  useEffect(() => {
    // Coming back from the log, the keys are for the list again.
    if (wasLogShown.current && !isLogShown) table.current?.focus();
    wasLogShown.current = isLogShown;
  }, [isLogShown]);

  useCommands((): Command[] => {
    const group = 'Builds';
    return [
      {
        id: 'builds.search',
        title: 'Search builds',
        group,
        keys: ['Mod+F', 'Mod+Shift+B', '/'],
        run: () => {
          searchInput.current?.focus();
          searchInput.current?.select();
        },
      },
      {
        id: 'builds.list',
        title: 'Go to the list',
        group,
        keys: ['ArrowDown'],
        run: () => table.current?.focus(),
      },
      { id: 'builds.refresh', title: 'Refresh', group, keys: ['Mod+R'], run: () => void refreshBuilds() },
      { id: 'builds.failed', title: 'Show or hide failed', group, keys: ['Alt+F'], run: () => toggleFilter('failed') },
      {
        id: 'builds.running',
        title: 'Show or hide running',
        group,
        keys: ['Alt+R'],
        run: () => toggleFilter('running'),
      },
      { id: 'builds.passed', title: 'Show or hide passed', group, keys: ['Alt+P'], run: () => toggleFilter('passed') },
      { id: 'builds.mine', title: 'Only my builds, or all', group, keys: ['Alt+M'], run: toggleMine },
      { id: 'builds.noFilter', title: 'Show all states', group, keys: ['Alt+A'], run: clearFilters },
    ];
  }, !isLogShown);

  useOlderBuildsCommand(scope, !isLogShown);

  if (isLogShown) return <LogPage key={selected.id} build={selected} />;
  return (
    <main className={styles['page']} aria-label={title}>
      <BuildsHeader
        title={title}
        project={project}
        account={account}
        searchInput={searchInput}
        onLeaveSearch={() => table.current?.focus()}
      />
      <AccountNotices scope={scope} />
      <div className={styles['split']} data-alone={!hasBuilds}>
        <div className={styles['main']} data-config={needsConfig && hasBuilds}>
          {needsConfig && <ConfigPane project={project} />}
          {(hasBuilds || !needsConfig) && <BuildTable label={title} tableRef={table} />}
        </div>
        {hasBuilds && <BuildDetailPane Sessions={Sessions} />}
      </div>
    </main>
  );
}
