import { ChevronDown, Play } from 'lucide-react';
import { useState } from 'react';
import type { Account } from '../../../../main/contract/account.ts';
import type { Project } from '../../../../main/contract/project.ts';
import { useAccount } from '../../../state/areas.ts';
import { debugProject, runProject } from '../../../state/build-actions.ts';
import { removeProject } from '../../../state/project-actions.ts';
import { shortcutLabel } from '../../../state/shortcuts.ts';
import { useCommands } from '../../../state/use-commands.ts';
import { useView } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { Confirm } from '../../../ui/Confirm.tsx';
import { MenuButton } from '../../../ui/Menu.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import { DurationMenu } from '../DurationMenu.tsx';
import { folderCommands, serviceCommands } from './project-commands.ts';

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
