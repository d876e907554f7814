import { join } from 'node:path';
import type { Result } from '../../contract/problem.ts';
import type { FileJob, MoveContext, ResumePoint } from '../move/mover.ts';
import { makeFolder, release } from './folder-node.ts';
import type { FolderNode } from './folder-node.ts';
import { Lanes } from './lanes.ts';
import { moveOne } from './move-one.ts';
import type { Moving } from './move-one.ts';
import { writeKey } from './path-set.ts';
import type { Run } from './run.ts';
import { folderOf, joinPath } from './source-item.ts';
import type { SourceFile, SourceFolder, SourceItem, SourceLink } from './source-item.ts';
import type { TreeFeed } from './tree-feed.ts';

/** Small files in flight: enough to hide a round trip of 40 ms. */
const FILES_AT_ONCE = 256;
/** Large ones keep the channels busy by themselves. */
const BYTES_AT_ONCE = 24 * 1024 * 1024;
const MOST_OF_ONE = 8 * 1024 * 1024;
/** So much must not be moved again, whatever happens. */
const WORTHWHILE_BYTES = 1024 * 1024;
/** What a file costs besides its bytes. */
const FILE_WEIGHT = 4_096;

/** One thing of an order, as it is walked. */
export interface Source {
  index: number;
  /** Absolute, on the side it comes from. */
  from: string;
  /** What it is called there. */
  name: string;
  items: AsyncIterable<SourceItem>;
  /** Takes small files whose places are free. */
  feed?: TreeFeed | undefined;
  /** The folder it goes into is its own, made before; its items leave it out. */
  isOpened?: boolean;
}

/** Goes through things once and takes along all that is not settled, many at a time. */
export class Pass {
  readonly #run: Run;
  readonly #lanes = new Lanes(FILES_AT_ONCE, BYTES_AT_ONCE);

  constructor(run: Run) {
    this.#run = run;
  }

  /** @param top the folder it goes into */
  async take(source: Source, top: FolderNode): Promise<void> {
    const open = new Map<string, FolderNode>();
    if (source.isOpened === true) open.set('', top);
    for await (const item of source.items) {
      if (this.#run.signal.aborted) return;
      const parent = item.path === '' ? top : open.get(folderOf(item.path));
      if (item.kind === 'end') {
        const ended = open.get(item.path);
        open.delete(item.path);
        // Whoever made the top one releases it.
        if (ended !== undefined && ended !== top) await release(this.#run, ended);
        continue;
      }
      if (item.kind === 'failed') {
        await this.#run.failed({ source: source.index, path: inOrder(source, item.path) }, item.problem);
        continue;
      }
      // It is in a folder of which nothing is wanted.
      if (parent === undefined) continue;
      if (item.kind === 'folder') {
        const node = await this.#folder(source, item, parent);
        if (node !== undefined) open.set(item.path, node);
      } else if (item.kind === 'file') {
        await this.#file(source, item, parent);
      } else {
        await this.#other(source, item, parent);
      }
    }
  }

  /** Resolves when all that was taken is through. */
  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  async #folder(source: Source, item: SourceFolder, parent: FolderNode): Promise<FolderNode | undefined> {
    const run = this.#run;
    const path = inOrder(source, item.path);
    const wanted = run.parts.journal.state.wanted;
    const key = run.key({ source: source.index, path });
    const isWhole = !parent.isPartial || wanted?.paths.has(key) === true;
    if (!isWhole && wanted?.above.has(key) !== true) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<FolderNode['ready']>>();
    const node: FolderNode = {
      source: source.index,
      path,
      parent,
      item,
      ready: promise,
      isPartial: !isWhole,
      isOurs: parent.isOurs,
      pending: 1,
      isOpen: false,
      isSuspect: false,
    };
    promise.catch(() => {});
    parent.pending += 1;
    await this.#lanes.start(FILE_WEIGHT, () => makeFolder(run, node).then(resolve, reject));
    return node;
  }

  async #file(source: Source, item: SourceFile, node: FolderNode): Promise<void> {
    const path = inOrder(source, item.path);
    const { sizeBytes, modifiedAt } = item;
    const key = this.#wantedKey(source, path, node);
    if (key === undefined) return;
    const moving: Moving = {
      node,
      key,
      path,
      sizeBytes,
      modifiedAt,
      move: (at, replace) => moveFile(this.#run, { ...this.#job(source, item, key, at), replace }),
      offer: source.feed?.takes(item) === true ? (done) => source.feed?.offer(item, path, done) : undefined,
    };
    await this.#start(moving, Math.min(sizeBytes, MOST_OF_ONE) + FILE_WEIGHT);
  }

  async #other(source: Source, item: SourceLink | { kind: 'other'; path: string }, node: FolderNode): Promise<void> {
    const run = this.#run;
    const path = inOrder(source, item.path);
    const subject = { source: source.index, path };
    const key = this.#wantedKey(source, path, node);
    if (key === undefined) return;
    if (item.kind === 'other') return run.skipped(subject, 'It is neither a file nor a folder.');
    const { target } = item;
    if (target === undefined) return run.skipped(subject, 'It is a link; links are not downloaded.');
    const { journal } = run.parts;
    const move = (at: string, replace: boolean) => run.parts.target.makeLink(at, target, replace, journal.tag);
    await this.#start({ node, key, path, sizeBytes: 0, modifiedAt: item.modifiedAt, move }, FILE_WEIGHT);
  }

  async #start(moving: Moving, weight: number): Promise<void> {
    const run = this.#run;
    if (!run.begin(moving.key)) return;
    moving.node.pending += 1;
    const through = async () => {
      run.end(moving.key);
      await release(run, moving.node);
    };
    await this.#lanes.start(weight, async () => {
      if ((await moveOne(run, moving, through)) === 'through') await through();
    });
  }

  #wantedKey(source: Source, path: string, node: FolderNode): number | undefined {
    const key = this.#run.key({ source: source.index, path });
    if (this.#run.isSettled(key)) return undefined;
    const { wanted } = this.#run.parts.journal.state;
    return node.isPartial && wanted?.paths.has(key) !== true ? undefined : key;
  }

  #job(source: Source, item: SourceFile, key: number, at: string): FileJob {
    const { order, journal } = this.#run.parts;
    const isUpload = order.direction === 'upload';
    const from = isUpload ? join(source.from, item.path) : remoteFrom(source, item.path);
    return {
      local: isUpload ? from : at,
      remote: isUpload ? at : from,
      tag: journal.tag,
      replace: false,
      resume: journal.state.points.get(key),
      accepts: (sizeBytes) => this.#run.mayGrow(sizeBytes - item.sizeBytes),
      onPoint: (point) => notePoint(this.#run, key, point),
    };
  }
}

/** Moves one file with its bytes told of; what is left of it for later is counted as such. */
export async function moveFile(run: Run, job: FileJob): Promise<Result<undefined>> {
  const { tally, order, movers } = run.parts;
  let flying = job.resume?.bytes ?? 0;
  let point = flying;
  tally.wake(flying);
  const context: MoveContext = {
    machine: run.parts.machine,
    clock: run.parts.clock,
    signal: run.signal,
    log: run.parts.log,
    onBytes: (delta) => {
      flying += delta;
      tally.fly(delta);
    },
  };
  const upload = order.direction === 'upload';
  const moved = await (upload ? movers.uploadFile : movers.downloadFile)(context, {
    ...job,
    onPoint: (said) => {
      point = said.bytes;
      job.onPoint(said);
    },
  });
  tally.land(flying, moved.ok ? 0 : point);
  return moved;
}

export function notePoint(run: Run, key: number, point: ResumePoint): void {
  const { journal } = run.parts;
  const { bytes, sizeBytes: size, modifiedAt } = point;
  const isKnown = journal.state.points.has(key);
  if (bytes === 0 && !isKnown) return;
  const record = { t: 'point', key: writeKey(key), bytes, size } as const;
  journal.append(modifiedAt === undefined ? record : { ...record, at: modifiedAt });
  // Megabytes arrive in less time than it takes until the journal is written by itself.
  if (bytes >= WORTHWHILE_BYTES) journal.flush();
}

/** Where a thing is on the machine that it comes from. */
function remoteFrom(source: Pick<Source, 'from'>, path: string): string {
  return path === '' ? source.from : joinPath(source.from, path);
}

/** Below the chosen folder: with its own name first. */
export function inOrder(source: Pick<Source, 'name'>, path: string): string {
  return path === '' ? source.name : `${source.name}/${path}`;
}
