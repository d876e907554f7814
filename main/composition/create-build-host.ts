import { join } from 'node:path';
import { buildHostCalls, buildHostEvents } from '../contract/buildhost-control.ts';
import type { Clock } from '../lib/clock.ts';
import { createRestartBudget } from '../lib/restarts.ts';
import { SupervisedProcess } from '../processes/supervised-process.ts';
import { createBuildHostProvider } from '../providers/buildhost/build-host-provider.ts';
import type { Provider } from '../providers/provider.ts';

const os = ({ darwin: 'macos', win32: 'windows', linux: 'linux' } as const)[process.platform as string] ?? 'other';

/** The build host of this computer; its process starts with the provider, and again a few times after crashes. */
export function createBuildHost(options: {
  builtFolder: string;
  dataFolder: string;
  clock: Clock;
  log(line: string): void;
}): Provider {
  const { builtFolder, dataFolder, clock, log } = options;
  const restarts = createRestartBudget(clock, 3, 60_000);
  return createBuildHostProvider({
    clock,
    dataFolder: join(dataFolder, 'build-host'),
    os,
    mayRestart: () => restarts.mayRestart(),
    log,
    launch: (onCrash) =>
      new SupervisedProcess({
        file: join(builtFolder, 'main', 'buildhost.js'),
        name: 'Jumpseat Build Host',
        tables: { calls: buildHostCalls, events: buildHostEvents },
        clock,
        log,
        onCrash,
      }),
  });
}
