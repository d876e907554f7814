import type { Build } from '../../../../main/contract/build.ts';
import type { Project } from '../../../../main/contract/project.ts';
import { buildLook } from '../../../state/looks.ts';
import { Dot } from '../../../ui/Dot.tsx';
import type { TableColumn } from '../../../ui/table/TableRow.tsx';
import { RelativeTime } from '../../../ui/time/Times.tsx';

/** A project with its newest build, where one is known. */
export interface ProjectRow {
  project: Project;
  latest: Build | undefined;
}

/** Widths stand in ProjectsPage.module.css. */
export const projectColumns: readonly TableColumn<ProjectRow>[] = [
  {
    id: 'state',
    title: 'State',
    cell: ({ latest }) => {
      const look = latest === undefined ? ({ tone: 'off', label: 'Not built yet' } as const) : buildLook(latest.state);
      return <Dot tone={look.tone} label={look.label} isBusy={latest?.state === 'running'} />;
    },
  },
  { id: 'name', title: 'Project', cell: ({ project }) => <span title={project.name}>{project.name}</span> },
  { id: 'branch', title: 'Newest build', cell: ({ latest }) => latest?.title },
  { id: 'when', title: 'When', cell: ({ latest }) => latest && <RelativeTime at={latest.queuedAt} /> },
];
