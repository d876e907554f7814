import type { RemoteEntry, RemoteFiles } from '../remote/remote-files.ts';
import { problem } from '../../lib/result.ts';
import { nameFault } from '../local/file-names.ts';
import { MAX_DEPTH } from '../local/target-folder.ts';
import { ItemStream } from './item-stream.ts';
import { joinPath } from './source-item.ts';
import type { SourceItem } from './source-item.ts';

/** Folders that are listed at the same time. */
const AT_ONCE = 16;
/** Items found and not yet taken. */
const AHEAD = 4_096;

export interface RemoteWalk {
  channels: readonly [RemoteFiles, ...RemoteFiles[]];
  /** Absolute. */
  root: string;
  signal: AbortSignal;
  /** Whether to look into a folder. */
  enters?: ((path: string) => boolean) | undefined;
}

/**
 * Everything below a folder of a machine, several folders being listed at once. Links are reported and never followed,
 * so there is no way in a circle; depth ends where paths here do. Names that must not become part of a path here are
 * reported as failed.
 */
export async function* remoteItems(walk: RemoteWalk): AsyncGenerator<SourceItem> {
  const found = new ItemStream<SourceItem>(AHEAD);
  const stop = new AbortController();
  const signal = AbortSignal.any([walk.signal, stop.signal]);
  // The last found is the first to be listed: few wait at a time.
  const waiting = [''];
  let working = 0;

  function work(): void {
    while (working < AT_ONCE && !signal.aborted) {
      const folder = waiting.pop();
      if (folder === undefined) break;
      working += 1;
      void list(folder).finally(() => {
        working -= 1;
        work();
      });
    }
    if ((working === 0 && waiting.length === 0) || signal.aborted) found.end();
  }

  async function list(folder: string): Promise<void> {
    const channel = walk.channels[Math.floor(Math.random() * walk.channels.length)] ?? walk.channels[0];
    const onEntries = async (entries: RemoteEntry[]): Promise<void> => {
      const items = entries.map((entry) => toItem(folder, entry));
      for (const item of items) {
        if (item.kind === 'folder' && walk.enters?.(item.path) !== false) waiting.push(item.path);
      }
      await found.push(...items);
      work();
    };
    const listed = await channel.list(folder === '' ? walk.root : joinPath(walk.root, folder), onEntries, signal);
    if (!listed.ok && !signal.aborted) await found.push({ kind: 'failed', path: folder, problem: listed.problem });
    await found.push({ kind: 'end', path: folder });
  }

  walk.signal.addEventListener('abort', () => found.end(), { once: true, signal: stop.signal });
  work();
  try {
    yield* found;
  } finally {
    stop.abort();
  }
}

function toItem(folder: string, { name, stat }: RemoteEntry): SourceItem {
  const path = joinPath(folder, name);
  const fault = nameFault(name, process.platform);
  if (fault !== undefined) return { kind: 'failed', path, problem: fault };
  switch (stat.kind) {
    case 'file':
      return { kind: 'file', path, sizeBytes: stat.sizeBytes, modifiedAt: stat.modifiedAt, mode: stat.mode };
    case 'folder': {
      if (path.split('/').length < MAX_DEPTH) {
        return { kind: 'folder', path, modifiedAt: stat.modifiedAt, mode: stat.mode };
      }
      return { kind: 'failed', path, problem: problem('limit-reached', 'The folders lie too deep in one another.') };
    }
    case 'link':
      return { kind: 'link', path, target: undefined, modifiedAt: stat.modifiedAt };
    case 'other':
      return { kind: 'other', path };
  }
}
