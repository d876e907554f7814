import { ChevronDown } from 'lucide-react';
import type { RefObject } from 'react';
import { useProject } from '../../state/areas.ts';
import { useRecords } from '../../state/record-hooks.ts';
import { setRecordProject, setRecordSearch, useRecordView } from '../../state/record-view.ts';
import { useTruth } from '../../state/truth.ts';
import { MenuButton } from '../../ui/Menu.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { SearchField } from '../../ui/SearchField.tsx';

/** Chooses the project whose sessions are listed. */
function ProjectMenu() {
  const projects = useTruth(({ truth }) => truth.projects);
  const records = useRecords();
  const chosenId = useRecordView(({ projectId }) => projectId);
  const chosen = useProject(chosenId);
  const ids = [...new Set(records.map(({ projectId }) => projectId).filter((id) => id !== undefined))];
  if (ids.length < 2 && chosenId === undefined) return null;
  const nameOf = (id: string): string => projects[id]?.name ?? id;
  const label = chosenId === undefined ? 'All projects' : (chosen?.name ?? chosenId);
  return (
    <MenuButton
      label={`Project: ${label}`}
      opensAt="start"
      entries={[
        {
          id: 'all',
          label: 'All projects',
          isChosen: chosenId === undefined,
          run: () => setRecordProject(undefined),
        },
        ...ids
          .toSorted((left, right) => nameOf(left).localeCompare(nameOf(right)))
          .map((id) => ({
            id: `project ${id}`,
            label: nameOf(id),
            isChosen: id === chosenId,
            run: () => setRecordProject(id),
          })),
      ]}
    >
      {label}
      <ChevronDown size={13} aria-hidden />
    </MenuButton>
  );
}

interface HistoryHeaderProps {
  searchInput: RefObject<HTMLInputElement | null>;
  /** Looks for what is typed in all recordings. */
  onSearch(): void;
  onLeaveSearch(): void;
}

/** Title, project, search. */
export function HistoryHeader({ searchInput, onSearch, onLeaveSearch }: HistoryHeaderProps) {
  const search = useRecordView((view) => view.search);
  return (
    <PageHeader
      wraps
      tools={
        <SearchField
          label="Search sessions"
          placeholder="Search title, branch, notes…"
          value={search}
          onChange={setRecordSearch}
          inputRef={searchInput}
          onSubmit={onSearch}
          onKeyDown={(event) => {
            const isLeaving = event.key === 'Escape' && search === '';
            if (event.key !== 'ArrowDown' && !isLeaving) return;
            event.preventDefault();
            onLeaveSearch();
          }}
        />
      }
    >
      <PageTitle>History</PageTitle>
      <ProjectMenu />
    </PageHeader>
  );
}
