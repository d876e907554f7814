import { posix } from 'node:path';
import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { ok, problem } from '../../lib/result.ts';
import { remoteItems } from './remote-items.ts';
import type { Limit, Run } from './run.ts';
import type { SourceItem } from './source-item.ts';
import { MANY_FILES, SMALL_FILE_BYTES } from './tree-feed.ts';

/** More than anybody expects to download; who does is asked. */
const EXPECTED = { files: 200_000, bytes: 50 * 1024 ** 3, depth: 64 } as const;
/** So much of the first look is remembered, so that small downloads are listed once only. */
const MAX_REMEMBERED = 20_000;
const MAX_REMEMBERED_LENGTH = 8_000_000;
/** So many things may be there at a later look that were not there at the first. */
const MORE_ITEMS = 1_000;

/** One chosen thing of a machine. */
export interface RemoteThing {
  index: number;
  from: string;
  name: string;
  /** What the first look found; undefined when it was too much to remember. */
  items: SourceItem[] | undefined;
  /** How much the first look found. */
  itemCount: number;
  sizeBytes: number;
  hasManySmall: boolean;
}

export type FirstLook = { kind: 'things'; things: RemoteThing[] } | { kind: 'limit'; limit: Limit };

/** A chosen thing of a machine, with all that is in it. */
export async function* remoteThing(run: Run, thing: Pick<RemoteThing, 'from' | 'items'>): AsyncGenerator<SourceItem> {
  if (thing.items !== undefined) {
    yield* thing.items;
    return;
  }
  const { channels } = run.parts;
  const stat = await channels[0].stat(thing.from, false);
  if (!stat.ok) {
    yield { kind: 'failed', path: '', problem: stat.problem };
    return;
  }
  const { kind, ...attributes } = stat.value;
  if (kind === 'link') yield { kind, path: '', target: undefined, modifiedAt: undefined };
  else yield { kind, path: '', ...attributes };
  if (kind === 'folder') yield* remoteItems({ channels, root: thing.from, signal: run.signal });
}

/**
 * Looks at everything that is to be fetched before anything is: how much it is, whether somebody has to be asked, and
 * whether there is room for it.
 */
export async function lookAhead(run: Run, sources: readonly string[]): Promise<Result<FirstLook>> {
  const { tally, journal, target } = run.parts;
  tally.counting(true);
  const things: RemoteThing[] = [];
  const free = await target.freeBytes();
  let remembered = 0;
  let length = 0;
  for (const [index, from] of sources.entries()) {
    const thing: RemoteThing = {
      index,
      from,
      name: posix.basename(from),
      items: [],
      itemCount: 0,
      sizeBytes: 0,
      hasManySmall: false,
    };
    things.push(thing);
    let small = 0;
    for await (const item of remoteThing(run, { from, items: undefined })) {
      if (run.signal.aborted) return ok({ kind: 'things', things });
      remembered += 1;
      length += item.path.length;
      thing.itemCount += 1;
      if (item.kind === 'file') thing.sizeBytes += item.sizeBytes;
      const isTooMuch = remembered > MAX_REMEMBERED || length > MAX_REMEMBERED_LENGTH;
      if (isTooMuch) for (const one of things) one.items = undefined;
      thing.items?.push(item);
      if (item.kind === 'end') continue;
      if (item.kind === 'file' && item.sizeBytes <= SMALL_FILE_BYTES) small += 1;
      tally.count(item.kind === 'folder' ? 0 : 1, item.kind === 'file' ? item.sizeBytes : 0);
      const limit = beyond(run, item, remembered);
      if (limit !== undefined) return ok({ kind: 'limit', limit });
      const missing = tally.counted.bytes - journal.state.bytesDone;
      if (free !== undefined && missing > free) return noRoom(run);
    }
    thing.hasManySmall = small > MANY_FILES;
  }
  journal.append({ t: 'totals', ...tally.counted });
  tally.counting(false);
  return ok({ kind: 'things', things });
}

/** The same once more, as long as it is not much more than what was counted and perhaps asked about. */
export async function* countedThing(run: Run, thing: RemoteThing): AsyncGenerator<SourceItem> {
  let itemCount = 0;
  let sizeBytes = 0;
  for await (const item of remoteThing(run, thing)) {
    itemCount += 1;
    if (item.kind === 'file') sizeBytes += item.sizeBytes;
    const before = Math.max(thing.sizeBytes, sizeBytes - (item.kind === 'file' ? item.sizeBytes : 0));
    if (itemCount > thing.itemCount + MORE_ITEMS || !run.mayGrow(sizeBytes - before)) {
      const message = 'The machine has far more there now than when it was looked at.';
      return run.stop(problem('limit-reached', message, 'Resume to look at it again.'));
    }
    yield item;
  }
}

function beyond(run: Run, item: SourceItem, found: number): Limit | undefined {
  const { tally, journal } = run.parts;
  const { allowed } = journal.state;
  const { bytes } = tally.counted;
  if (found > EXPECTED.files && !allowed.has('files')) return { what: 'files', value: found };
  if (bytes > EXPECTED.bytes && !allowed.has('bytes')) return { what: 'bytes', value: bytes };
  const depth = item.path.split('/').length;
  return depth > EXPECTED.depth && !allowed.has('depth') ? { what: 'depth', value: depth } : undefined;
}

function noRoom(run: Run): Result<FirstLook> {
  const at = plainText(run.parts.target.root, 300);
  return {
    ok: false,
    problem: problem(
      'disk-full',
      `There is not enough room for all of this on the disk of “${at}”.`,
      'Make room, or download less at a time.',
    ),
  };
}
