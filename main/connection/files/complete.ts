import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { baseName, isUsableName, joinPath, parentPath, shownName } from './entry-names.ts';
import { type FileTask, inParallel, requestsAtOnce, stopped } from './file-task.ts';
import { fromHome } from './locate.ts';

/** Most paths offered. */
const MAX_PATHS = 50;
/** Links of a folder that are looked at to see whether they lead to a folder. */
const MAX_LINKS = 200;
/** How long a folder that was listed for one letter serves the next ones; milliseconds. */
const KEPT_MS = 10_000;

interface Kept {
  files: RemoteFiles;
  folder: string;
  at: number;
  folders: string[];
  links: string[];
}

/** Offers folders for what somebody types. Remembers the last folder it looked at for some seconds. */
export function createCompletion(): (task: FileTask, path: string) => Promise<Result<{ paths: string[] }>> {
  let kept: Kept | undefined;

  async function look(task: FileTask, files: RemoteFiles, folder: string, os: 'posix' | 'windows'): Promise<Kept> {
    if (kept?.files === files && kept.folder === folder && task.clock.now() - kept.at < KEPT_MS) return kept;
    const found: Kept = { files, folder, at: task.clock.now(), folders: [], links: [] };
    const listed = await files.list(
      folder,
      (entries) => {
        for (const { name, stat } of entries) {
          // What does not show what it is, is not to be picked from a list.
          if (!isUsableName(name, os) || shownName(name) !== undefined) continue;
          if (stat.kind === 'folder') found.folders.push(name);
          else if (stat.kind === 'link') found.links.push(name);
        }
      },
      task.signal,
    );
    if (listed.ok) kept = found;
    return found;
  }

  return async (task, typed) => {
    const able = await task.machine.abilities();
    if (!able.ok) return able;
    const files = await task.machine.browse();
    if (!files.ok) return files;
    const { home, os } = able.value;
    const path = typed === '~/' ? `${home}/` : fromHome(typed, home);
    const folder = path.endsWith('/') ? path : parentPath(path);
    const start = path.endsWith('/') ? '' : baseName(path);
    const found = await look(task, files.value, folder, os);
    // Hidden ones for those who ask for them.
    const fits = (name: string) => name.startsWith(start) && (start !== '' || !name.startsWith('.'));
    const names = found.folders.filter(fits);
    const links = found.links.filter(fits).slice(0, MAX_LINKS);
    await inParallel(links, requestsAtOnce(files.value), task.signal, async (name) => {
      const there = await files.value.stat(joinPath(folder, name), true);
      if (there.ok && there.value.kind === 'folder') names.push(name);
    });
    if (task.signal.aborted) return stopped(task);
    const paths = names.toSorted((one, other) => one.localeCompare(other, 'en')).slice(0, MAX_PATHS);
    return ok({ paths: paths.map((name) => joinPath(folder, name)) });
  };
}
