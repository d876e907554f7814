import { FolderPlus, TriangleAlert } from 'lucide-react';
import type { Account } from '../../../main/contract/account.ts';
import type { Build } from '../../../main/contract/build.ts';
import type { Project } from '../../../main/contract/project.ts';
import { useAccounts, useBuildCounts, useBuilds, useLatestBuilds, useProjects } from '../../state/areas.ts';
import { addProject } from '../../state/project-actions.ts';
import { showBuilds, useView, type Scope } from '../../state/view.ts';
import { Dot, type Tone } from '../../ui/Dot.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { SideHeading, SideItem } from '../../ui/SideItem.tsx';
import { buildLook } from '../../state/looks.ts';

function useIsCurrent(scope: Scope): boolean {
  return useView(({ page, scope: shown }) => page.kind === 'builds' && JSON.stringify(shown) === JSON.stringify(scope));
}

const accountTones: Record<Account['state'], Tone> = {
  connecting: 'run',
  ready: 'ok',
  limited: 'warn',
  offline: 'off',
  failed: 'bad',
};

function AccountItem({ account, count }: { account: Account; count: number }) {
  const scope: Scope = { kind: 'account', accountId: account.id };
  return (
    <SideItem
      isCurrent={useIsCurrent(scope)}
      onPress={() => showBuilds(scope)}
      mark={<Dot tone={accountTones[account.state]} label={account.state} />}
      end={count}
      {...(account.problem === undefined ? {} : { title: account.problem.message })}
    >
      {account.label}
    </SideItem>
  );
}

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

/** Accounts and projects in the sidebar. */
export function BuildsSection() {
  const accounts = useAccounts();
  const projects = useProjects();
  const counts = useBuildCounts();
  const latest = useLatestBuilds();
  const total = useBuilds().length;
  return (
    <>
      <SideHeading
        action={
          <IconButton label="Add project" size="small" onPress={() => void addProject()}>
            <FolderPlus size={14} />
          </IconButton>
        }
      >
        Builds
      </SideHeading>
      <SideItem
        isCurrent={useIsCurrent({ kind: 'all' })}
        onPress={() => showBuilds({ kind: 'all' })}
        mark={<Dot tone="off" />}
        end={total}
      >
        All builds
      </SideItem>
      {accounts.map((account) => (
        <div key={account.id} role="group" aria-label={account.label}>
          <AccountItem account={account} count={counts.get(account.id) ?? 0} />
          {projects
            .filter(({ accountId }) => accountId === account.id)
            .map((project) => (
              <ProjectItem key={project.id} project={project} latest={latest.get(project.id)} />
            ))}
        </div>
      ))}
    </>
  );
}
