import { Funnel, Hammer } from 'lucide-react';
import { useDeferredValue, useMemo, type RefObject } from 'react';
import type { Build } from '../../../main/contract/build.ts';
import { useAccounts, useBuilds } from '../../state/areas.ts';
import { runProject } from '../../state/build-actions.ts';
import { addProject } from '../../state/project-actions.ts';
import { filterBuilds } from '../../state/select-builds.ts';
import { clearFilters, openLog, selectBuild, useView, type Scope } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { VirtualTable } from '../../ui/table/VirtualTable.tsx';
import { buildColumns } from './build-columns.tsx';
import styles from './BuildTable.module.css';

/** Two lines of text and their air, in CSS pixels. */
const ROW_PX = 53;

function keyOf(build: Build): string {
  return build.id;
}

function open(buildId: string): void {
  selectBuild(buildId);
  openLog();
}

/** The builds of the current scope that pass the filters, newest first. */
export function useShownBuilds(): { shown: Build[]; isFiltered: boolean } {
  const builds = useBuilds();
  const scope = useView((view) => view.scope);
  const filters = useView((view) => view.filters);
  const search = useDeferredValue(useView((view) => view.search));
  const shown = useMemo(() => filterBuilds(builds, { scope, filters, search }), [builds, scope, filters, search]);
  return { shown, isFiltered: filters.length > 0 || search.trim() !== '' };
}

function NoBuilds({ scope, isFiltered }: { scope: Scope; isFiltered: boolean }) {
  const isConnecting = useAccounts().some(({ state }) => state === 'connecting');
  if (isFiltered) {
    return (
      <EmptyState
        icon={<Funnel size={28} strokeWidth={1.5} />}
        title="No build fits the filters"
        actions={<Button onPress={clearFilters}>Show all</Button>}
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
  if (scope.kind === 'project') {
    return (
      <EmptyState
        icon={<Hammer size={28} strokeWidth={1.5} />}
        title="No builds yet"
        actions={
          <Button variant="primary" onPress={() => void runProject(scope.projectId, false)}>
            Run the first build
          </Button>
        }
      >
        This project has not been built yet.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Hammer size={28} strokeWidth={1.5} />}
      title="No builds yet"
      actions={
        <Button variant="primary" onPress={() => void addProject()}>
          Add a project folder
        </Button>
      }
    >
      Any folder will do. Jumpseat builds it on this computer, and when a step fails, gets you onto its machine.
    </EmptyState>
  );
}

export function BuildTable({ label, tableRef }: { label: string; tableRef: RefObject<HTMLDivElement | null> }) {
  const { shown, isFiltered } = useShownBuilds();
  const scope = useView((view) => view.scope);
  const selectedKey = useView((view) => view.selectedBuildId);
  return (
    <div className={styles['list']} data-region="list">
      {shown.length === 0 ? (
        <NoBuilds scope={scope} isFiltered={isFiltered} />
      ) : (
        <VirtualTable
          label={label}
          columns={buildColumns}
          items={shown}
          keyOf={keyOf}
          rowHeightPx={ROW_PX}
          selectedKey={selectedKey}
          onSelect={selectBuild}
          onOpen={open}
          rowClassName={styles['row'] ?? ''}
          tableRef={tableRef}
        />
      )}
    </div>
  );
}
