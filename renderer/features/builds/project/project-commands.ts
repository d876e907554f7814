import type { Account } from '../../../../main/contract/account.ts';
import type { Project } from '../../../../main/contract/project.ts';
import { placeName } from '../../../state/accounts.ts';
import { openLink } from '../../../state/app-actions.ts';
import { debugProject, refreshBuilds, runProject } from '../../../state/build-actions.ts';
import type { Command } from '../../../state/commands.ts';
import { checkProject, showFolder } from '../../../state/project-actions.ts';
import { useView } from '../../../state/view.ts';

/** For projects that are folders on this computer. */
export function folderCommands(project: Project, group: string, askRemove: () => void): Command[] {
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
export function serviceCommands({ id, webUrl }: Project, account: Account, group: string): Command[] {
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
