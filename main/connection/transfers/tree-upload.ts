import { release } from './folder-node.ts';
import type { FolderNode } from './folder-node.ts';
import type { Result } from '../../contract/problem.ts';
import { ok, problem } from '../../lib/result.ts';
import { foldedName, numberedName, partName } from '../local/file-names.ts';
import type { TreeItem } from '../move/mover.ts';
import { whenUnpacked } from '../move/tar/unpacking.ts';
import { hasManySmall, localThing } from './local-sources.ts';
import { Pass, inOrder } from './pass.ts';
import type { Source } from './pass.ts';
import { PathSet, pathKey } from './path-set.ts';
import type { Run } from './run.ts';
import { joinPath } from './source-item.ts';
import type { SourceItem } from './source-item.ts';
import { stagedFiles, stagedKey } from './staged-files.ts';
import { MANY_FILES, SMALL_FILE_BYTES, canPack } from './tree-feed.ts';

type Thing = Pick<Source, 'index' | 'from' | 'name'>;

const MAX_NUMBER = 1_000;

/**
 * Sends a folder of many small files as one `tar`, into a folder of this transfer alone that gets its name when all is
 * in it. False when it is better sent file by file, into what is there.
 */
export async function treeUpload(run: Run, thing: Thing): Promise<boolean> {
  const { journal, target } = run.parts;
  const { state } = journal;
  const final = joinPath(target.root, thing.name);
  let staging = state.stagings.get(thing.index);
  const isBegun = staging !== undefined;
  if (staging === undefined) {
    if (state.wanted !== undefined || state.placed.has(thing.index)) return false;
    if (!(await hasManySmall(thing.from, MANY_FILES, SMALL_FILE_BYTES, run.signal)) || !(await canPack(run)))
      return false;
    const there = await target.look(final);
    if (!there.ok || there.value !== undefined) return false;
    staging = joinPath(target.root, partName(thing.name, journal.tag));
    journal.append({ t: 'staging', source: thing.index, folder: staging });
    journal.flush();
  }
  await whenUnpacked(run.parts.machine, staging, run.parts.clock);
  const made = await target.makeFolder(target.root, partName(thing.name, journal.tag));
  if (!made.ok) {
    await run.failed({ source: thing.index, path: thing.name }, made.problem);
    return true;
  }
  const isWhole = await pack(run, thing, staging, isBegun && !made.value.isFresh);
  if (!run.signal.aborted && !isWhole) await sendRest(run, thing, staging);
  if (!run.signal.aborted) await giveName(run, thing, staging, final);
  return true;
}

/** Sends what is small through one `tar`; false when something is left to be sent by itself. */
async function pack(run: Run, thing: Thing, staging: string, isBegun: boolean): Promise<boolean> {
  const { movers, machine, clock, log, tally } = run.parts;
  const arrived = isBegun ? await stagedFiles(run, staging) : undefined;
  const sizes = new Map<string, number>();
  // On a machine that ignores case a tar would put the second of them over the first, without a word.
  const folded = new PathSet();
  let flyingBytes = 0;
  let isWhole = true;

  async function* items(): AsyncGenerator<TreeItem> {
    for await (const item of localThing(thing.from, run.signal)) {
      const asTree = toTree(item);
      const subject = { source: thing.index, path: inOrder(thing, item.path) };
      if (item.kind === 'failed') await run.failed(subject, item.problem);
      if (item.kind === 'other') run.skipped(subject, 'It is neither a file nor a folder.');
      if (asTree === undefined || asTree.path === '') continue;
      const key = run.key(subject);
      if (asTree.kind !== 'folder' && run.isSettled(key)) continue;
      const isAlike = asTree.kind !== 'folder' && !folded.add(pathKey(run.parts.journal.salt, foldedName(asTree.path)));
      if (isAlike || asTree.sizeBytes > SMALL_FILE_BYTES) {
        isWhole = false;
        continue;
      }
      if (arrived?.has(stagedKey(run, asTree)) === true) {
        run.arrived(key, asTree.sizeBytes);
        continue;
      }
      if (asTree.kind !== 'folder') sizes.set(asTree.path, asTree.sizeBytes);
      tally.work(subject.path);
      yield asTree;
    }
  }

  const moved = await movers.uploadTree(
    {
      machine,
      clock,
      log,
      signal: run.signal,
      onBytes: (delta) => {
        flyingBytes += delta;
        tally.fly(delta);
      },
    },
    {
      localFolder: thing.from,
      remoteFolder: staging,
      items: items(),
      onOutcome: ({ path, problem: reason }) => {
        const sizeBytes = sizes.get(path);
        if (sizeBytes === undefined) return;
        sizes.delete(path);
        const landed = Math.min(flyingBytes, sizeBytes);
        flyingBytes -= landed;
        tally.land(landed, 0);
        if (reason === undefined) run.arrived(run.key({ source: thing.index, path: inOrder(thing, path) }), sizeBytes);
        // Whatever it was, it is tried once more by itself.
        else isWhole = false;
      },
    },
  );
  tally.land(flyingBytes, 0);
  if (!moved.ok && moved.problem.code === 'disk-full') run.stop(moved.problem);
  else if (!moved.ok && !run.signal.aborted) run.parts.log(`tar: ${moved.problem.message}`);
  return moved.ok && isWhole && sizes.size === 0;
}

function toTree(item: SourceItem): TreeItem | undefined {
  switch (item.kind) {
    case 'file':
      return item;
    case 'folder':
      return { ...item, sizeBytes: 0 };
    case 'link':
      return { ...item, sizeBytes: 0, mode: undefined };
    case 'other':
    case 'failed':
    case 'end':
      return undefined;
  }
}

/** Sends what is left file by file, into the same folder. */
async function sendRest(run: Run, thing: Thing, staging: string): Promise<void> {
  const ready: Result<{ at: string; isFresh: boolean; listing: undefined }> = ok({
    at: staging,
    isFresh: false,
    listing: undefined,
  });
  const top: FolderNode = {
    source: thing.index,
    path: thing.name,
    parent: undefined,
    item: undefined,
    ready: Promise.resolve(ready),
    isPartial: false,
    isOurs: true,
    pending: 1,
    isOpen: true,
    isSuspect: true,
  };
  const pass = new Pass(run);
  await pass.take({ ...thing, items: inside(thing.from, run.signal), isOpened: true }, top);
  await pass.idle();
  await release(run, top);
}

/** All that is in a folder; its own item is left out, since it is there already under another name. */
async function* inside(from: string, signal: AbortSignal): AsyncGenerator<SourceItem> {
  for await (const item of localThing(from, signal)) if (item.path !== '' || item.kind === 'failed') yield item;
}

async function giveName(run: Run, thing: Thing, staging: string, final: string): Promise<void> {
  const { target, channels, journal } = run.parts;
  for await (const item of localThing(thing.from, run.signal)) {
    if (item.kind === 'folder') await target.setFolder(staging, { mode: item.mode, modifiedAt: item.modifiedAt });
    break;
  }
  for (let number = 1; number <= MAX_NUMBER && !run.signal.aborted; number += 1) {
    const at = number === 1 ? final : joinPath(target.root, numberedName(thing.name, number));
    const named = await channels[0].rename(staging, at, false);
    if (named.ok) {
      journal.append({ t: 'placed', source: thing.index });
      journal.flush();
      if (number > 1) {
        run.renamed(
          thing.name,
          `It is called “${numberedName(thing.name, number)}” there, since its own name was taken.`,
        );
      }
      return;
    }
    // Somebody made one of this name meanwhile.
    if (named.problem.code !== 'already-exists') {
      run.stop(named.problem);
      return;
    }
  }
  if (!run.signal.aborted) run.stop(problem('already-exists', 'There are too many folders of this name already.'));
}
