import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HostedSession } from '../../contract/buildhost-control.ts';
import type { FailedStep } from '../../contract/session.ts';
import { toBuildConfig } from '../config/config-schema.ts';
import type { DesktopOptions } from '../desktop/desktop.ts';
import type { Machine } from '../run/machine.ts';
import type { StoredBuild } from '../storage/build-table.ts';
import type { StoredStep } from '../storage/step-table.ts';
import { logsFolderOf, replayLine } from './machine-shims.ts';

/** The step that made the build fail, if it is one that can be run again. */
export function failedStepOf(build: StoredBuild, steps: readonly StoredStep[]): FailedStep | undefined {
  const config = toBuildConfig(build.config);
  const [first] = steps
    .filter(({ state }) => state === 'failed')
    .toSorted((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0) || a.position - b.position);
  if (first?.command === undefined) return undefined;
  const isPowerShell = process.platform === 'win32' && config.shell !== 'bash' && config.shell !== 'sh';
  return {
    name: first.name,
    machine: first.machine,
    command: first.command,
    // Position 0 is the checkout.
    replayLine: replayLine(config.steps, first.position - 1, isPowerShell ? 'powershell' : 'posix'),
  };
}

/** Where the desktop of a machine has its place, and what it is called. */
export function desktopOf(
  { folder, buildFolder, shell }: Machine,
  name: string,
): Pick<DesktopOptions, 'folder' | 'workspace' | 'shell' | 'title'> {
  return {
    folder: join(folder, 'desktop'),
    workspace: buildFolder,
    shell: shell.interactive,
    title: `Jumpseat: ${name}`,
  };
}

/** Folders worth going to on the machines that are there. */
export function placesOf(machines: readonly Machine[], artifactsFolder: string): HostedSession['places'] {
  return machines.flatMap((folders) => {
    const machine = folders.index;
    const artifacts = join(artifactsFolder, String(machine));
    return [
      { machine, name: 'project clone', path: folders.buildFolder },
      { machine, name: 'steps', path: folders.stepsFolder },
      { machine, name: 'step logs', path: logsFolderOf(folders) },
      ...(existsSync(artifacts) ? [{ machine, name: 'artifacts', path: artifacts }] : []),
    ];
  });
}
