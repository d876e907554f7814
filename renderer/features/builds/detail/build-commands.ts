import type { Account } from '../../../../main/contract/account.ts';
import type { Build } from '../../../../main/contract/build.ts';
import type { Project } from '../../../../main/contract/project.ts';
import { placeName } from '../../../state/accounts.ts';
import { copyText, openLink } from '../../../state/app-actions.ts';
import { cancelBuild, rebuild, runProject } from '../../../state/build-actions.ts';
import { showFolder } from '../../../state/project-actions.ts';
import { openLog } from '../../../state/view.ts';
import { isGoing } from '../build-text.ts';
import { accessCommands, type BuildCommand } from './access-commands.ts';

interface BuildSetting {
  account: Account | undefined;
  project: Project | undefined;
  /** A machine can be had for this build, as far as the service has them. */
  hasAccess: boolean;
}

/** What can be done with this build now. */
export function buildCommands(build: Build, { account, project, hasAccess }: BuildSetting): BuildCommand[] {
  const capabilities = account?.capabilities;
  const group = `Build ${build.projectName} #${build.number}`;
  const commands: BuildCommand[] = [
    {
      id: 'build.openLog',
      title: 'Open log',
      group,
      keys: ['Mod+L'],
      run: () => openLog(),
    },
    ...(account !== undefined && hasAccess ? accessCommands(build, account, group) : []),
  ];
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
  const { commit, webUrl } = build;
  if (webUrl !== undefined) {
    commands.push({
      id: 'build.openPage',
      title: `Open at ${placeName(account)}`,
      group,
      keys: ['Mod+Shift+L'],
      keywords: 'web page browser link',
      isInMenu: true,
      run: () => void openLink(webUrl),
    });
  }
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
