import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes what a run that was killed left half-written in the folders of salvages.
 *
 * @param folder that of all records
 * @param before only what was not touched since; milliseconds since the epoch
 */
export async function sweepParts(folder: string, before: number, log: (line: string) => void): Promise<void> {
  for (const session of await namesIn(folder)) {
    const salvages = join(folder, session, 'salvages');
    for (const salvage of await namesIn(salvages)) {
      for (const name of await namesIn(join(salvages, salvage))) {
        const path = join(salvages, salvage, name);
        const stats = name.endsWith('.part') ? await stat(path).catch(() => undefined) : undefined;
        if (stats === undefined || stats.mtimeMs >= before) continue;
        await rm(path, { recursive: true, force: true }).catch((error: unknown) => log(`${path}: ${String(error)}`));
      }
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
