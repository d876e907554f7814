import { join } from 'node:path';
import type { Problem, Result } from '../../../contract/problem.ts';
import { fail, ok } from '../../../lib/result.ts';
import { LocalSource } from '../../local/local-source.ts';
import type { LocalStat } from '../../local/local-source.ts';
import type { BufferPool } from '../buffer-pool.ts';
import type { TreeItem } from '../mover.ts';

/** Files up to this size are read whole before it is their turn. */
export const WHOLE_BYTES = 256 * 1024;
const FILES_AHEAD = 24;

/** An item of a tree, ready to be packed. */
export type Loaded =
  | { item: TreeItem; kind: 'entry' }
  | { item: TreeItem; kind: 'whole'; stat: LocalStat; bytes: Uint8Array; buffer: Uint8Array }
  | { item: TreeItem; kind: 'large' }
  | { item: TreeItem; kind: 'failed'; problem: Problem };

/**
 * The items in their order, with what is in the small files: several are read at once, so that opening files takes no
 * time of its own.
 * @param buffers what comes in them is given back by whoever asks; room for `FILES_AHEAD` at least
 */
export async function* readAhead(
  folder: string,
  items: AsyncIterable<TreeItem>,
  buffers: BufferPool,
): AsyncGenerator<Loaded> {
  const source = items[Symbol.asyncIterator]();
  const ahead: Promise<Loaded>[] = [];
  let isOver = false;
  try {
    for (;;) {
      while (!isOver && ahead.length < FILES_AHEAD) {
        const next = await source.next();
        if (next.done === true) isOver = true;
        else ahead.push(load(folder, next.value, buffers));
      }
      const first = ahead.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    if (!isOver) await source.return?.();
    for (const loaded of await Promise.all(ahead)) if (loaded.kind === 'whole') buffers.give(loaded.buffer);
  }
}

async function load(folder: string, item: TreeItem, buffers: BufferPool): Promise<Loaded> {
  if (item.kind !== 'file') return { item, kind: 'entry' };
  if (item.sizeBytes > WHOLE_BYTES) return { item, kind: 'large' };
  const opened = await LocalSource.open(join(folder, item.path));
  if (!opened.ok) return { item, kind: 'failed', problem: opened.problem };
  await using source = opened.value;
  if (source.stat.sizeBytes > WHOLE_BYTES) return { item, kind: 'large' };
  const buffer = await buffers.take(source.stat.sizeBytes);
  const bytes = buffer.subarray(0, source.stat.sizeBytes);
  const read = await readWhole(source, bytes);
  if (read.ok) return { item, kind: 'whole', stat: source.stat, bytes, buffer };
  buffers.give(buffer);
  return { item, kind: 'failed', problem: read.problem };
}

async function readWhole(source: LocalSource, bytes: Uint8Array): Promise<Result<undefined>> {
  const read = await source.read(0, bytes);
  if (!read.ok) return read;
  if (read.value === bytes.byteLength && source.isUnchanged()) return ok();
  return fail('changed-meanwhile', 'The file changed while it was being sent.', 'Try again.');
}
