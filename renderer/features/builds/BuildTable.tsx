import { useDeferredValue, useMemo, type RefObject } from 'react';
import type { Build } from '../../../main/contract/build.ts';
import { useAccountLabels, useBuilds } from '../../state/areas.ts';
import { filterBuilds } from '../../state/select-builds.ts';
import { openLog, selectBuild, useView } from '../../state/view.ts';
import { VirtualTable } from '../../ui/table/VirtualTable.tsx';
import { NoBuilds } from './NoBuilds.tsx';
import { OlderBuilds, useOlderBuilds } from './OlderBuilds.tsx';
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
  const onlyMine = useView((view) => view.onlyMine);
  const search = useDeferredValue(useView((view) => view.search));
  const accountLabels = useAccountLabels();
  const shown = useMemo(
    () => filterBuilds(builds, { scope, filters, onlyMine, search, accountLabels }),
    [builds, scope, filters, onlyMine, search, accountLabels],
  );
  return { shown, isFiltered: filters.length > 0 || onlyMine || search.trim() !== '' };
}

export function BuildTable({ label, tableRef }: { label: string; tableRef: RefObject<HTMLDivElement | null> }) {
  const { shown, isFiltered } = useShownBuilds();
  const scope = useView((view) => view.scope);
  const older = useOlderBuilds(scope);
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
          footer={older.hasMore && <OlderBuilds accountId={older.accountId} />}
        />
      )}
    </div>
  );
}
