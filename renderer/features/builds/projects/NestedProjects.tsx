import { TriangleAlert } from 'lucide-react';
import type { Build } from '../../../../main/contract/build.ts';
import type { Project } from '../../../../main/contract/project.ts';
import { useLatestBuilds, useProjects } from '../../../state/areas.ts';
import { buildLook } from '../../../state/looks.ts';
import { showBuilds, showPage, useView, type Scope } from '../../../state/view.ts';
import { Dot } from '../../../ui/Dot.tsx';
import { SideItem } from '../../../ui/SideItem.tsx';
import { nestedProjects } from './nested-projects.ts';
import { useIsCurrent } from './use-is-current.ts';

const configProblems = {
  missing: 'No jumpseat.yml yet',
  invalid: 'Mistakes in jumpseat.yml',
  'folder-missing': 'The folder is missing',
  'not-here': undefined,
  valid: undefined,
} as const;

function ProjectItem({ project, latest }: { project: Project; latest: Build | undefined }) {
  const scope: Scope = { kind: 'project', projectId: project.id };
  const look = latest === undefined ? ({ tone: 'off', label: 'Not built yet' } as const) : buildLook(latest.state);
  const trouble = configProblems[project.config];
  return (
    <SideItem
      isNested
      isCurrent={useIsCurrent(scope)}
      onPress={() => showBuilds(scope)}
      mark={<Dot tone={look.tone} label={look.label} isBusy={latest?.state === 'running'} />}
      end={trouble !== undefined && <TriangleAlert size={13} color="var(--warn)" role="img" aria-label={trouble} />}
      {...(trouble === undefined ? {} : { title: trouble })}
    >
      {project.name}
    </SideItem>
  );
}

/** The projects of an account that were built last; all of them are on a page of their own when there are many. */
export function NestedProjects({ accountId }: { accountId: string }) {
  const own = useProjects().filter((project) => project.accountId === accountId);
  const latest = useLatestBuilds();
  const scope = useView((view) => view.scope);
  const isListShown = useView(({ page }) => page.kind === 'projects' && page.accountId === accountId);
  const shown = nestedProjects(own, latest, scope.kind === 'project' ? scope.projectId : undefined);
  return (
    <>
      {shown.map((project) => (
        <ProjectItem key={project.id} project={project} latest={latest.get(project.id)} />
      ))}
      {shown.length < own.length && (
        <SideItem isNested isCurrent={isListShown} onPress={() => showPage({ kind: 'projects', accountId })}>
          {`All ${own.length} projects`}
        </SideItem>
      )}
    </>
  );
}
