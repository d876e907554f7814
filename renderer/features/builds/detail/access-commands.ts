import type { Account } from '../../../../main/contract/account.ts';
import type { Build } from '../../../../main/contract/build.ts';
import { enterRunningMachine, rebuildWithAccess } from '../../../state/build-actions.ts';
import type { Command } from '../../../state/commands.ts';
import { useView } from '../../../state/view.ts';
import { durations } from '../DurationMenu.tsx';

export interface BuildCommand extends Command {
  /** Has no button of its own. */
  isInMenu?: boolean;
}

/** The ways onto a machine of this build. */
export function accessCommands(build: Build, { capabilities }: Account, group: string): BuildCommand[] {
  const commands: BuildCommand[] = [];
  const canEnter = capabilities.attach && build.state === 'running';
  if (canEnter) {
    commands.push({
      id: 'build.enter',
      title: 'Enter the running machine',
      group,
      keys: ['Mod+Enter'],
      keywords: 'ssh session debug attach',
      run: () => void enterRunningMachine(build.id),
    });
  }
  if (!capabilities.rebuildWithAccess) return commands;
  const usualMs = (): number | undefined => (capabilities.duration ? useView.getState().accessDurationMs : undefined);
  commands.push({
    id: 'build.rebuildWithAccess',
    title: 'Rebuild with remote access',
    group,
    ...(canEnter ? {} : { keys: ['Mod+Enter'] }),
    keywords: 'ssh session debug',
    isInMenu: canEnter,
    run: () => void rebuildWithAccess(build.id, usualMs()),
  });
  if (!capabilities.duration) return commands;
  return [
    ...commands,
    ...durations.map(({ ms, label }) => ({
      id: `build.rebuildWithAccess.${ms}`,
      title: `Rebuild with remote access for ${label}`,
      group,
      run: () => void rebuildWithAccess(build.id, ms),
    })),
  ];
}
