import { ChevronDown, Play } from 'lucide-react';
import { useState } from 'react';
import type { Account } from '../../../../main/contract/account.ts';
import type { Project } from '../../../../main/contract/project.ts';
import { placeName } from '../../../state/accounts.ts';
import { openLink } from '../../../state/app-actions.ts';
import { useAccount } from '../../../state/areas.ts';
import { debugProject, refreshBuilds, runProject } from '../../../state/build-actions.ts';
import type { Command } from '../../../state/commands.ts';
import { checkProject, removeProject, showFolder } from '../../../state/project-actions.ts';
import { shortcutLabel } from '../../../state/shortcuts.ts';
import { useCommands } from '../../../state/use-commands.ts';
import { useView } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { Confirm } from '../../../ui/Confirm.tsx';
import { MenuButton } from '../../../ui/Menu.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import { DurationMenu } from '../DurationMenu.tsx';

function folderCommands(project: Project, group: string, askRemove: () => void): Command[] {
  const run: Command[] = [
    {
      id: 'project.run',
      title: 'Run build',
      group,
      keys: ['Mod+B'],
      run: () => void runProject(project.id, false),
    },
  ];
  if (project.isGit) {
    run.push({
      id: 'project.runUncommitted',
      title: 'Run build with uncommitted changes',
      group,
      run: () => void runProject(project.id, true),
    });
  }
  return [
    ...(project.config === 'valid' ? run : []),
    { id: 'project.check', title: 'Read jumpseat.yml again', group, run: () => void checkProject(project.id) },
    { id: 'project.showFolder', title: 'Show folder', group, run: () => void showFolder(project.id) },
    { id: 'project.remove', title: 'Remove project…', group, run: askRemove },
  ];
}

/** For projects that live at a service. */
function serviceCommands({ id, webUrl }: Project, account: Account, group: string): Command[] {
  const { debugProject: canDebug, duration } = account.capabilities;
  return [
    ...(canDebug
      ? [
          {
            id: 'project.debug',
            title: 'Get a machine for this project',
            group,
            keywords: 'ssh session debug',
            run: () => void debugProject(id, duration ? useView.getState().accessDurationMs : undefined),
          },
        ]
      : []),
    ...(webUrl === undefined
      ? []
      : [{ id: 'project.openPage', title: `Open at ${placeName(account)}`, group, run: () => void openLink(webUrl) }]),
    { id: 'builds.refresh', title: 'Refresh', group, keys: ['Mod+R'], run: () => void refreshBuilds() },
  ];
}

function DebugButton({ project, account }: { project: Project; account: Account }) {
  const [isPending, run] = usePending();
  const durationMs = useView((view) => view.accessDurationMs);
  const { duration } = account.capabilities;
  return (
    <>
      <Button
        isPending={isPending}
        onPress={() => run(() => debugProject(project.id, duration ? durationMs : undefined))}
      >
        Get a machine for this project
      </Button>
      {duration && (
        <DurationMenu>
          <ChevronDown size={13} aria-hidden />
        </DurationMenu>
      )}
    </>
  );
}

/** What can be done with the project whose builds are shown. */
export function ProjectActions({ project }: { project: Project }) {
  const [isPending, run] = usePending();
  const [isAsking, setAsking] = useState(false);
  const account = useAccount(project.accountId);
  const group = `Project ${project.name}`;
  const isFolder = project.config !== 'not-here';
  const commands = isFolder
    ? folderCommands(project, group, () => setAsking(true))
    : account === undefined
      ? []
      : serviceCommands(project, account, group);
  useCommands(() => commands);

  if (isAsking) {
    return (
      <Confirm
        question={`Remove ${project.name} and its builds from the list? The folder is not touched.`}
        confirmLabel="Remove"
        onConfirm={() => {
          setAsking(false);
          void removeProject(project.id, project.name);
        }}
        onCancel={() => setAsking(false)}
      />
    );
  }
  return (
    <>
      {project.config === 'valid' && (
        <Button isPending={isPending} onPress={() => run(() => runProject(project.id, false))}>
          <Play size={13} aria-hidden />
          Run build
        </Button>
      )}
      {!isFolder && account?.capabilities.debugProject === true && <DebugButton project={project} account={account} />}
      <MenuButton
        label={`More for ${project.name}`}
        entries={commands
          .filter(({ id }) => id !== 'project.run' && id !== 'project.debug')
          .map((command) => ({
            id: command.id,
            label: command.title,
            shortcut: command.keys?.[0] === undefined ? undefined : shortcutLabel(command.keys[0]),
            isDanger: command.id === 'project.remove',
            startsGroup: command.id === 'project.remove',
            run: () => command.run(),
          }))}
      />
    </>
  );
}
