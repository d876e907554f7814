import type { Source } from '../storage/source-table.ts';

interface Place {
  /** The folder the steps start in. */
  buildFolder: string;
  number: number;
  source: Pick<Source, 'commit' | 'branch'>;
  machineIndex: number;
  machineCount: number;
}

/**
 * What every step of a build gets, before the variables of jumpseat.yml: the cleaned environment of the app, and what
 * CI services set. TERM as on services that show colours: `tput` works, and there is still no terminal on stdout.
 */
export function buildEnvironment(base: Record<string, string>, place: Place): Record<string, string> {
  const isWindows = process.platform === 'win32';
  return {
    ...base,
    ...(isWindows ? {} : { TERM: 'xterm-256color' }),
    CI: 'true',
    JUMPSEAT: 'true',
    JUMPSEAT_BUILD_DIR: place.buildFolder,
    JUMPSEAT_BUILD_NUMBER: String(place.number),
    JUMPSEAT_COMMIT: place.source.commit ?? '',
    JUMPSEAT_BRANCH: place.source.branch ?? '',
    JUMPSEAT_MACHINE_INDEX: String(place.machineIndex),
    JUMPSEAT_MACHINE_COUNT: String(place.machineCount),
  };
}
