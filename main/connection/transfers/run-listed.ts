import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { TransferOrder } from '../../contract/connection-control.ts';
import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { nameFault } from '../local/file-names.ts';
import { explainLocal } from '../local/local-problems.ts';
import { localStat } from '../local/local-source.ts';
import { makeFolder, release, topNode } from './folder-node.ts';
import type { FolderNode } from './folder-node.ts';
import { Lanes } from './lanes.ts';
import { localTarget } from './local-target.ts';
import { moveOne } from './move-one.ts';
import type { Moving } from './move-one.ts';
import { moveFile, notePoint } from './pass.ts';
import { remoteTarget } from './remote-target.ts';
import { ended } from './run.ts';
import type { Outcome, Run } from './run.ts';
import { folderOf, joinPath } from './source-item.ts';
import type { SourceItem } from './source-item.ts';
import type { Target } from './target.ts';

type Listed = Extract<TransferOrder['what'], { kind: 'listed' }>;
type Named = Listed['files'][number];

const AT_ONCE = 64;
/** Twice the size up to which files are compared: more than that was never shown to anybody. */
const MAX_FILE_BYTES = 200 * 1024 * 1024;

/** Runs an order of files that are named one by one, from one folder into another: what a sync comes to. */
export async function runListed(run: Run, what: Listed): Promise<Outcome> {
  const prepared = await run.parts.target.prepare();
  if (!prepared.ok) run.stop(prepared.problem);
  if (run.signal.aborted) return ended(run);
  const work = new ListedWork(run, what);
  await work.all();
  return ended(run);
}

class ListedWork {
  readonly #run: Run;
  readonly #what: Listed;
  readonly #source: Target;
  readonly #lanes = new Lanes(AT_ONCE, Number.POSITIVE_INFINITY);
  readonly #nodes = new Map<string, FolderNode>();
  /** Folders on the way, of either side, that are folders and no links. */
  readonly #plain = new Map<string, Promise<Result<undefined>>>();

  constructor(run: Run, what: Listed) {
    this.#run = run;
    this.#what = what;
    const { channels, journal, order, target } = run.parts;
    const isUpload = order.direction === 'upload';
    this.#source = isUpload ? localTarget(what.localFolder) : remoteTarget(what.remoteFolder, channels, journal.tag);
    this.#nodes.set('', topNode(target.root, false));
  }

  async all(): Promise<void> {
    const { tally, journal } = this.#run.parts;
    const { wanted, totals } = journal.state;
    tally.counting(totals === undefined);
    if (totals === undefined) tally.count(this.#what.files.length, 0);
    for (const named of this.#what.files) {
      if (this.#run.signal.aborted) return;
      const key = this.#run.key({ source: 0, path: named.path });
      if (this.#run.isSettled(key) || (wanted !== undefined && !wanted.paths.has(key)) || !this.#run.begin(key))
        continue;
      await this.#lanes.start(1, () => this.#one(named, key).finally(() => this.#run.end(key)));
    }
    await this.#lanes.idle();
    for (const node of [...this.#nodes.values()].toReversed()) await release(this.#run, node);
    if (totals === undefined && !this.#run.signal.aborted) journal.append({ t: 'totals', ...tally.counted });
    tally.counting(false);
  }

  async #one({ path, action }: Named, key: number): Promise<void> {
    const run = this.#run;
    const subject = { source: 0, path };
    const names = pathNames(path);
    if (!names.ok) return run.failed(subject, names.problem);
    const isPlain = await this.#isPlain(action === 'remove' ? run.parts.target : this.#source, folderOf(path));
    if (!isPlain.ok) return run.failed(subject, isPlain.problem);
    if (action === 'remove') return this.#remove(path, key);
    const item = await this.#look(path);
    if (item.kind === 'failed') return run.failed(subject, item.problem);
    if (item.kind === 'other') return run.skipped(subject, 'It is neither a file nor a folder.');
    if (item.kind === 'folder' || item.kind === 'end') {
      return run.failed(subject, fail('changed-meanwhile', 'It has become a folder since it was compared.').problem);
    }
    if (run.parts.order.direction === 'download' && item.kind === 'file' && item.sizeBytes > MAX_FILE_BYTES) {
      const hint = 'Download it by itself.';
      return run.failed(subject, fail('too-large', 'It has become larger than files of a sync are.', hint).problem);
    }
    const { node } = await this.#folder(folderOf(path));
    const moving: Moving = {
      node,
      key,
      path,
      sizeBytes: item.kind === 'file' ? item.sizeBytes : 0,
      modifiedAt: item.modifiedAt,
      rule: action === 'change' ? 'replace' : undefined,
      move: (at, replace) => this.#move(item, path, key, at, replace),
    };
    if (run.parts.journal.state.totals === undefined) run.parts.tally.count(0, moving.sizeBytes);
    if (item.kind === 'link' && item.target === undefined) {
      return run.skipped(subject, 'It is a link; links are not downloaded.');
    }
    await moveOne(run, moving, async () => Promise.resolve());
  }

  async #move(item: SourceItem, path: string, key: number, at: string, replace: boolean): Promise<Result<undefined>> {
    const run = this.#run;
    const { order, journal, target } = run.parts;
    if (item.kind === 'link') return target.makeLink(at, item.target ?? '', replace, journal.tag);
    const isUpload = order.direction === 'upload';
    const from = isUpload ? join(this.#what.localFolder, path) : joinPath(this.#what.remoteFolder, path);
    return moveFile(run, {
      local: isUpload ? from : at,
      remote: isUpload ? at : from,
      tag: journal.tag,
      replace,
      resume: journal.state.points.get(key),
      accepts: (sizeBytes) => run.mayGrow(sizeBytes - (item.kind === 'file' ? item.sizeBytes : 0)),
      onPoint: (point) => notePoint(run, key, point),
    });
  }

  /** Files and links only, and nothing is followed. */
  async #remove(path: string, key: number): Promise<void> {
    const run = this.#run;
    const { target } = run.parts;
    const at = joinSide(run, target.root, path);
    const there = await target.look(at);
    const subject = { source: 0, path };
    if (!there.ok) return run.failed(subject, there.problem);
    if (there.value === undefined) return run.arrived(key, 0);
    if (there.value.kind !== 'file' && there.value.kind !== 'link') {
      return run.failed(
        subject,
        fail('changed-meanwhile', 'It is not a file any more, and was left alone.', 'Compare again.').problem,
      );
    }
    const removed = await target.removeFile(at);
    if (removed.ok || removed.problem.code === 'not-found') return run.arrived(key, 0);
    return run.failed(subject, removed.problem);
  }

  /** A folder on the side it goes to, made with those above it. */
  async #folder(path: string): Promise<{ node: FolderNode }> {
    const known = this.#nodes.get(path);
    if (known !== undefined) return { node: known };
    const { node: parent } = await this.#folder(folderOf(path));
    const meanwhile = this.#nodes.get(path);
    if (meanwhile !== undefined) return { node: meanwhile };
    const node: FolderNode = { ...topNode('', false), path, parent };
    parent.pending += 1;
    node.ready = makeFolder(this.#run, node);
    this.#nodes.set(path, node);
    return { node };
  }

  /** Every folder on the way is a folder: a link would lead somewhere else. */
  #isPlain(side: Target, path: string): Promise<Result<undefined>> {
    if (path === '') return Promise.resolve(ok());
    const id = `${side === this.#source ? 'from' : 'to'}\0${path}`;
    const known = this.#plain.get(id);
    if (known !== undefined) return known;
    const looked = this.#isPlain(side, folderOf(path)).then(async (above): Promise<Result<undefined>> => {
      if (!above.ok) return above;
      const there = await side.look(side === this.#source ? this.#from(path) : joinSide(this.#run, side.root, path));
      if (!there.ok) return there;
      if (there.value === undefined || there.value.kind === 'folder') return ok();
      return fail(
        'not-allowed',
        `“${plainText(path, 200)}” is not a folder but a link or file, which is not followed.`,
      );
    });
    this.#plain.set(id, looked);
    return looked;
  }

  #from(path: string): string {
    const { order } = this.#run.parts;
    const { localFolder, remoteFolder } = this.#what;
    return order.direction === 'upload' ? join(localFolder, path) : joinPath(remoteFolder, path);
  }

  async #look(path: string): Promise<SourceItem> {
    const from = this.#from(path);
    if (this.#run.parts.order.direction === 'download') {
      const stat = await this.#run.parts.channels[0].stat(from, false);
      if (!stat.ok) return { kind: 'failed', path, problem: stat.problem };
      const { kind, ...attributes } = stat.value;
      return kind === 'link' ? { kind, path, target: undefined, modifiedAt: undefined } : { kind, path, ...attributes };
    }
    try {
      const stats = await lstat(from);
      if (stats.isFile()) return { kind: 'file', path, ...localStat(stats) };
      if (stats.isDirectory()) return { kind: 'folder', path, ...localStat(stats) };
      if (!stats.isSymbolicLink()) return { kind: 'other', path };
      return { kind: 'link', path, target: await readlink(from), modifiedAt: Math.floor(stats.mtimeMs) };
    } catch (error) {
      return { kind: 'failed', path, problem: explainLocal(error, from) };
    }
  }
}

const joinSide = (run: Run, root: string, path: string): string =>
  run.parts.order.direction === 'upload' ? joinPath(root, path) : join(root, path);

/** The names of a path that stays below its folder on both sides. */
function pathNames(path: string): Result<string[]> {
  const names = path.split('/');
  for (const name of names) {
    const fault = nameFault(name, process.platform);
    if (fault !== undefined) return { ok: false, problem: fault };
  }
  return ok(names);
}
