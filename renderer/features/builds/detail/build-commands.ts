import type { Capabilities } from '../../../../main/contract/account.ts';
import type { Build } from '../../../../main/contract/build.ts';
import type { Project } from '../../../../main/contract/project.ts';
import { copyText } from '../../../state/app-actions.ts';
import { cancelBuild, rebuild, rebuildWithAccess, runProject } from '../../../state/build-actions.ts';
import type { Command } from '../../../state/commands.ts';
import { showFolder } from '../../../state/project-actions.ts';
import { openLog } from '../../../state/view.ts';
import { isGoing } from '../build-text.ts';

interface BuildCommand extends Command {
  /** Has no button of its own. */
  isInMenu?: boolean;
}

/** What can be done with this build now. */
export function buildCommands(
  build: Build,
  capabilities: Capabilities | undefined,
  project: Project | undefined,
): BuildCommand[] {
  const group = `Build ${build.projectName} #${build.number}`;
  const commands: BuildCommand[] = [
    {
      id: 'build.openLog',
      title: 'Open log',
      group,
      keys: ['Mod+L'],
      run: () => openLog(),
    },
  ];
  if (capabilities?.rebuildWithAccess) {
    commands.push({
      id: 'build.rebuildWithAccess',
      title: 'Rebuild with remote access',
      group,
      keys: ['Mod+Enter'],
      keywords: 'ssh session debug',
      run: () => void rebuildWithAccess(build.id),
    });
  }
  if (capabilities?.cancel && isGoing(build)) {
    commands.push({
      id: 'build.cancel',
      title: 'Cancel',
      group,
      keywords: 'stop',
      run: () => void cancelBuild(build.id),
    });
  }
  if (capabilities?.rebuild) {
    commands.push({
      id: 'build.rebuild',
      title: 'Rebuild',
      group,
      keys: ['Mod+Shift+Enter'],
      isInMenu: true,
      run: () => void rebuild(build.id),
    });
  }
  if (capabilities?.run && project?.config === 'valid') {
    commands.push({
      id: 'build.runProject',
      title: 'Run this project again',
      group,
      isInMenu: true,
      run: () => void runProject(project.id, false),
    });
  }
  const { commit } = build;
  if (commit !== undefined) {
    commands.push({
      id: 'build.copyCommit',
      title: 'Copy commit',
      group,
      isInMenu: true,
      run: () => void copyText(commit, 'The commit'),
    });
  }
  if (project?.folder !== undefined) {
    commands.push({
      id: 'build.showFolder',
      title: 'Show folder',
      group,
      isInMenu: true,
      run: () => void showFolder(project.id),
    });
  }
  return commands;
}
