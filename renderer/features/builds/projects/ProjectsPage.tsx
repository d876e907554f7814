import { useMemo, useRef, useState } from 'react';
import { useAccount, useLatestBuilds, useProjects } from '../../../state/areas.ts';
import { useCommands } from '../../../state/use-commands.ts';
import { showBuilds, useView } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { SearchField } from '../../../ui/SearchField.tsx';
import { VirtualTable } from '../../../ui/table/VirtualTable.tsx';
import { projectColumns, type ProjectRow } from './project-columns.tsx';
import styles from './ProjectsPage.module.css';

/** One line of text and its air, in CSS pixels. */
const ROW_PX = 36;

function keyOf({ project }: ProjectRow): string {
  return project.id;
}

function open(projectId: string): void {
  showBuilds({ kind: 'project', projectId });
}

function useRows(accountId: string | undefined, search: string): ProjectRow[] {
  const projects = useProjects();
  const latest = useLatestBuilds();
  return useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return projects
      .filter((project) => project.accountId === accountId)
      .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
      .map((project) => ({ project, latest: latest.get(project.id) }));
  }, [projects, latest, accountId, search]);
}

/** All projects of an account, to find one among hundreds. */
export function ProjectsPage() {
  const accountId = useView(({ page }) => (page.kind === 'projects' ? page.accountId : undefined));
  const account = useAccount(accountId);
  const [search, setSearch] = useState('');
  const [selectedId, setSelectedId] = useState<string>();
  const rows = useRows(accountId, search);
  const table = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const title = account === undefined ? 'Projects' : `Projects of ${account.label}`;
  const selected = rows.find(({ project }) => project.id === selectedId) ?? rows[0];
  useCommands(() => [
    {
      id: 'builds.search',
      title: 'Search projects',
      group: 'Projects',
      keys: ['Mod+F', '/'],
      run: () => input.current?.focus(),
    },
    {
      id: 'projects.list',
      title: 'Go to the list',
      group: 'Projects',
      keys: ['ArrowDown'],
      run: () => table.current?.focus(),
    },
  ]);
  return (
    <main className={styles['page']} aria-label={title}>
      <PageHeader
        tools={
          <SearchField
            label="Search projects"
            placeholder="Search projects…"
            value={search}
            onChange={setSearch}
            inputRef={input}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && selected !== undefined) open(selected.project.id);
              else if (event.key === 'ArrowDown') table.current?.focus();
              else return;
              event.preventDefault();
            }}
          />
        }
      >
        <PageTitle>{title}</PageTitle>
      </PageHeader>
      <div className={styles['list']} data-region="list">
        {rows.length === 0 ? (
          <EmptyState
            title={search === '' ? 'No projects here' : 'No project has this name'}
            actions={search !== '' && <Button onPress={() => setSearch('')}>Show all</Button>}
          />
        ) : (
          <VirtualTable
            label={title}
            columns={projectColumns}
            items={rows}
            keyOf={keyOf}
            rowHeightPx={ROW_PX}
            selectedKey={selected?.project.id}
            onSelect={setSelectedId}
            onOpen={open}
            rowClassName={styles['row'] ?? ''}
            tableRef={table}
          />
        )}
      </div>
    </main>
  );
}
