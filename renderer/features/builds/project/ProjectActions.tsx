import { Play } from 'lucide-react';
import { useState } from 'react';
import type { Project } from '../../../../main/contract/project.ts';
import { runProject } from '../../../state/build-actions.ts';
import type { Command } from '../../../state/commands.ts';
import { checkProject, removeProject, showFolder } from '../../../state/project-actions.ts';
import { shortcutLabel } from '../../../state/shortcuts.ts';
import { useCommands } from '../../../state/use-commands.ts';
import { Button } from '../../../ui/Button.tsx';
import { Confirm } from '../../../ui/Confirm.tsx';
import { MenuButton } from '../../../ui/Menu.tsx';
import { usePending } from '../../../ui/use-pending.ts';

function projectCommands(project: Project, askRemove: () => void): Command[] {
  const group = `Project ${project.name}`;
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

/** What can be done with the project whose builds are shown. */
export function ProjectActions({ project }: { project: Project }) {
  const [isPending, run] = usePending();
  const [isAsking, setAsking] = useState(false);
  const commands = projectCommands(project, () => setAsking(true));
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
      <MenuButton
        label={`More for ${project.name}`}
        entries={commands
          .filter(({ id }) => id !== 'project.run')
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
