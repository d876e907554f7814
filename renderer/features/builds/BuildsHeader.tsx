import { RotateCw, Settings2 } from 'lucide-react';
import type { RefObject } from 'react';
import type { Account } from '../../../main/contract/account.ts';
import type { Project } from '../../../main/contract/project.ts';
import { serviceOf } from '../../state/accounts.ts';
import { refreshBuilds } from '../../state/build-actions.ts';
import { shortcutLabel } from '../../state/shortcuts.ts';
import {
  setSearch,
  showPage,
  stateFilters,
  toggleFilter,
  toggleMine,
  useView,
  type StateFilter,
} from '../../state/view.ts';
import { ToggleChip } from '../../ui/Chip.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { ProjectActions } from './project/ProjectActions.tsx';
import styles from './BuildsPage.module.css';

const filterLabels: Record<StateFilter, string> = { failed: 'Failed', running: 'Running', passed: 'Passed' };

interface BuildsHeaderProps {
  title: string;
  project: Project | undefined;
  /** The account whose builds alone are shown. */
  account: Account | undefined;
  searchInput: RefObject<HTMLInputElement | null>;
  onLeaveSearch(): void;
}

/** Title, filters, search; for a project also what can be done with it. */
export function BuildsHeader({ title, project, account, searchInput, onLeaveSearch }: BuildsHeaderProps) {
  const filters = useView((view) => view.filters);
  const onlyMine = useView((view) => view.onlyMine);
  const search = useView((view) => view.search);
  const [isRefreshing, run] = usePending();
  return (
    <PageHeader
      wraps
      tools={
        <>
          <SearchField
            label="Search builds"
            placeholder="Search commit, branch, project…"
            value={search}
            onChange={setSearch}
            inputRef={searchInput}
            onKeyDown={(event) => {
              // The first Escape empties the field, the second leaves it.
              const isLeaving = event.key === 'Escape' && search === '';
              if (event.key !== 'Enter' && event.key !== 'ArrowDown' && !isLeaving) return;
              event.preventDefault();
              onLeaveSearch();
            }}
          />
          {account !== undefined && serviceOf(account) !== undefined && (
            <IconButton label="Account settings" onPress={() => showPage({ kind: 'account', accountId: account.id })}>
              <Settings2 size={15} />
            </IconButton>
          )}
          {project === undefined ? (
            <IconButton
              label="Refresh"
              shortcut={shortcutLabel('Mod+R')}
              isPending={isRefreshing}
              onPress={() => run(refreshBuilds)}
            >
              <RotateCw size={15} />
            </IconButton>
          ) : (
            <ProjectActions key={project.id} project={project} />
          )}
        </>
      }
    >
      <PageTitle>{title}</PageTitle>
      <div className={styles['chips']} role="group" aria-label="Builds to show">
        {stateFilters.map((filter) => (
          <ToggleChip key={filter} isOn={filters.includes(filter)} onToggle={() => toggleFilter(filter)}>
            {filterLabels[filter]}
          </ToggleChip>
        ))}
        <ToggleChip isOn={onlyMine} onToggle={toggleMine}>
          Mine
        </ToggleChip>
      </div>
    </PageHeader>
  );
}
