import type { FileEntry } from '../../contract/files.ts';
import { LISTING_CHUNK, MAX_LISTED_ENTRIES } from '../../contract/file-port.ts';
import type { FileCallOutput } from '../../contract/file-port.ts';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import type { RemoteEntry, RemoteFiles } from '../remote/remote-files.ts';
import { isUsableName, joinPath } from './entry-names.ts';
import { type FileTask, follow, requestsAtOnce, stopped } from './file-task.ts';
import { readLinkTarget } from './link-target.ts';
import { toEntry } from './to-entry.ts';

/** How long entries wait for more of them, but for the first, which do not wait; milliseconds. */
const CHUNK_PAUSE_MS = 50;
/** How long links are looked up after everything is listed; what is not known then is not said. */
const LINKS_PATIENCE_MS = 10_000;

interface Listing {
  path: string;
  os: 'posix' | 'windows';
  onEntries(entries: FileEntry[]): void;
}

/** Gathers entries and passes them on in chunks; lets the process breathe in between. */
function createChunks(task: FileTask, onEntries: Listing['onEntries']) {
  let waiting: FileEntry[] = [];
  let sentAt: number | undefined;
  function flush(): void {
    if (waiting.length === 0 || task.signal.aborted) return;
    sentAt = task.clock.now();
    onEntries(waiting);
    waiting = [];
  }
  return {
    async add(entries: readonly RemoteEntry[]): Promise<void> {
      for (const entry of entries) {
        waiting.push(toEntry(entry));
        if (waiting.length < LISTING_CHUNK) continue;
        flush();
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (sentAt === undefined || task.clock.now() - sentAt >= CHUNK_PAUSE_MS) flush();
    },
    flush,
  };
}

/** Lists a folder; links come as what they are, and again once it is known where they lead. */
export async function listFolder(
  task: FileTask,
  files: RemoteFiles,
  { path, os, onEntries }: Listing,
): Promise<Result<FileCallOutput<'list'>>> {
  const chunks = createChunks(task, onEntries);
  const links = createLinkLookUp(task, files, path, (entry) => chunks.add([entry]));
  const reading = follow(task.signal);
  let seen = 0;
  let count = 0;
  let isCut = false;
  const listed = await files.list(
    path,
    async (entries) => {
      const room = entries.slice(0, MAX_LISTED_ENTRIES - seen);
      seen += room.length;
      const usable = room.filter((entry) => isUsableName(entry.name, os));
      count += usable.length;
      await chunks.add(usable);
      for (const entry of usable) if (entry.stat.kind === 'link' && entry.link === undefined) links.add(entry);
      if (room.length === entries.length) return;
      isCut = true;
      reading.controller.abort();
    },
    reading.controller.signal,
  );
  reading.release();
  chunks.flush();
  await links.end();
  chunks.flush();
  if (task.signal.aborted) return stopped(task);
  if (!listed.ok && !isCut) return listed;
  const leftOut = seen - count;
  return ok({ count, isCut, ...(leftOut === 0 ? {} : { leftOut }) });
}

/** Looks links up while the listing goes on, many at once. */
function createLinkLookUp(
  task: FileTask,
  files: RemoteFiles,
  folder: string,
  onKnown: (entry: RemoteEntry) => Promise<void>,
) {
  const waiting: RemoteEntry[] = [];
  const workers = new Set<Promise<void>>();
  const { controller, release } = follow(task.signal);
  async function work(): Promise<void> {
    for (let entry = waiting.pop(); entry !== undefined && !controller.signal.aborted; entry = waiting.pop()) {
      const link = await readLinkTarget(files, joinPath(folder, entry.name));
      if (link !== undefined) await onKnown({ ...entry, link });
    }
  }
  return {
    add(entry: RemoteEntry): void {
      waiting.push(entry);
      if (workers.size >= requestsAtOnce(files)) return;
      const worker = work().finally(() => workers.delete(worker));
      workers.add(worker);
    },
    async end(): Promise<void> {
      const cancel = task.clock.after(LINKS_PATIENCE_MS, () => controller.abort());
      await Promise.all(workers);
      cancel();
      release();
    },
  };
}
