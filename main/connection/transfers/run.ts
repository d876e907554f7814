import type { TransferOrder } from '../../contract/connection-control.ts';
import type { Problem } from '../../contract/problem.ts';
import type { ConflictRule, TransferQuestion } from '../../contract/transfer.ts';
import type { Clock } from '../../lib/clock.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { MoveFile, MoveTree, TreeDownload, TreeUpload } from '../move/mover.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import type { Journal } from './journal.ts';
import { pathKey, writeKey } from './path-set.ts';
import { Places } from './places.ts';
import type { Tally } from './tally.ts';
import type { Target } from './target.ts';

export interface Movers {
  uploadFile: MoveFile;
  downloadFile: MoveFile;
  uploadTree: MoveTree<TreeUpload>;
  downloadTree: MoveTree<TreeDownload>;
}

export type Conflict = Omit<Extract<TransferQuestion, { kind: 'conflict' }>, 'kind' | 'count'>;
export type Limit = Omit<Extract<TransferQuestion, { kind: 'limit' }>, 'kind'>;

/** How a run ended. `interrupted`: whoever started it gave it up, or the link is gone. */
export type Outcome =
  | { kind: 'through' }
  | { kind: 'held' }
  | { kind: 'limit'; limit: Limit }
  | { kind: 'stopped'; problem: Problem }
  /** The machine ended a channel, and is connected still. */
  | { kind: 'broken'; problem: Problem }
  | { kind: 'interrupted' };

export interface RunParts {
  order: TransferOrder;
  machine: MachineFiles;
  channels: readonly [RemoteFiles, ...RemoteFiles[]];
  movers: Movers;
  target: Target;
  clock: Clock;
  journal: Journal;
  tally: Tally;
  /** Something of this transfer may have arrived without its journal knowing. */
  isResumed: boolean;
  rule(): ConflictRule | undefined;
  /** A file has to wait for an answer. */
  hold(conflict: Conflict): void;
  log(line: string): void;
}

export interface Subject {
  /** Which of the things of the order, and the path within it. */
  source: number;
  path: string;
  sizeBytes?: number | undefined;
}

/** One stretch of work at a transfer, from its turn to its end or whatever comes in between. */
export class Run {
  readonly parts: RunParts;
  readonly #abort = new AbortController();
  readonly signal: AbortSignal;
  readonly places = new Places();
  /** Something had to be left for another time that everything is gone through. */
  isShort = false;
  #grownBytes = 0;
  readonly #inFlight = new Set<number>();
  #problem: Problem | undefined;
  #broken: Problem | undefined;
  #probe: Promise<void> | undefined;

  /** @param signal of whoever may give it up */
  constructor(parts: RunParts, signal: AbortSignal) {
    this.parts = parts;
    this.signal = AbortSignal.any([signal, parts.machine.lost, this.#abort.signal]);
  }

  /** Why nothing goes on. */
  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** Something is in the way of all that is left; or the way to the machine is, and a new start may help. */
  stop(problem: Problem): void {
    if (isBreak(problem)) this.#broken ??= problem;
    else this.#problem ??= problem;
    this.#abort.abort();
  }

  /** Why a new start may help. */
  get broken(): Problem | undefined {
    return this.#broken;
  }

  key({ source, path }: Pick<Subject, 'source' | 'path'>): number {
    return pathKey(this.parts.journal.salt, `${source}/${path}`);
  }

  /** Nothing is to be done any more for what has this key. */
  isSettled(key: number): boolean {
    const { state } = this.parts.journal;
    return state.settled.has(key) || state.failed.paths.has(key);
  }

  /** False when somebody is at it: a machine may name a thing twice. */
  begin(key: number): boolean {
    if (this.#inFlight.has(key)) return false;
    this.#inFlight.add(key);
    return true;
  }

  end(key: number): void {
    this.#inFlight.delete(key);
  }

  /** Whether so much may come on top of what was looked at, and perhaps asked about, before. */
  mayGrow(moreBytes: number): boolean {
    if (moreBytes <= 0) return true;
    if (this.#grownBytes + moreBytes > MAX_GROWN_BYTES) return false;
    this.#grownBytes += moreBytes;
    return true;
  }

  arrived(key: number, sizeBytes: number): void {
    this.parts.journal.done(key, sizeBytes);
    this.parts.tally.changed();
  }

  skipped(subject: Subject, message: string): void {
    const key = this.key(subject);
    if (this.isSettled(key)) return;
    const record = { t: 'skipped', key: writeKey(key), path: shown(subject.path), message: sentence(message) } as const;
    this.parts.journal.append(subject.sizeBytes === undefined ? record : { ...record, bytes: subject.sizeBytes });
    this.parts.tally.changed();
  }

  renamed(path: string, message: string): void {
    this.parts.journal.append({ t: 'renamed', path: shown(path), message: sentence(message) });
    this.parts.tally.changed();
  }

  /** One thing cannot be transferred; or, if what failed it fails everything, all of it stops. */
  async failed(subject: Subject, problem: Problem): Promise<void> {
    if (this.signal.aborted) return;
    if (problem.code === 'cancelled') return;
    if (problem.code === 'disk-full' || isBreak(problem)) return this.stop(problem);
    const key = this.key(subject);
    if (this.isSettled(key)) return;
    if (targetCodes.has(problem.code)) await this.#probeTarget();
    if (this.signal.aborted || this.isSettled(key)) return;
    const { sizeBytes, path } = subject;
    this.parts.journal.append({
      t: 'failed',
      key: writeKey(key),
      above: this.#above(subject),
      path: shown(path),
      message: sentence([problem.message, problem.hint].filter((text) => text !== undefined).join(' ')),
      ...(sizeBytes === undefined ? {} : { bytes: sizeBytes }),
    });
    this.parts.tally.changed();
  }

  /** What failed may have failed because nothing can be put into the chosen folder any more. */
  #probeTarget(): Promise<void> {
    this.#probe ??= this.parts.target.probe().then((result) => {
      if (!result.ok && targetCodes.has(result.problem.code)) this.stop(result.problem);
      this.parts.clock.after(PROBE_EVERY_MS, () => (this.#probe = undefined));
    });
    return this.#probe;
  }

  #above({ source, path }: Subject): string[] {
    const names = path.split('/').slice(0, -1);
    return names.map((_, index) => writeKey(this.key({ source, path: names.slice(0, index + 1).join('/') })));
  }
}

/** Nothing is wrong with a file of which this is said: a channel ended, fell silent, or there was no room for one. */
export const isBreak = ({ code }: Problem): boolean =>
  code === 'connection-lost' || code === 'timed-out' || code === 'busy';

/** With these, the folder that everything goes into may be the reason. */
const targetCodes = new Set(['not-allowed', 'not-found', 'already-exists', 'storage-failed', 'internal', 'disk-full']);
/** Logs grow while they are fetched. What grows by more than this altogether is looked at again first. */
const MAX_GROWN_BYTES = 1024 ** 3;
const PROBE_EVERY_MS = 2_000;

const shown = (path: string): string => plainText(path, 500);
const sentence = (text: string): string => plainText(text, 1_000);

/** How a run stands that has nothing more to do. */
export function ended(run: Run): Outcome {
  if (run.problem !== undefined) return { kind: 'stopped', problem: run.problem };
  if (run.broken !== undefined && !run.parts.machine.lost.aborted) return { kind: 'broken', problem: run.broken };
  return run.signal.aborted ? { kind: 'interrupted' } : { kind: 'through' };
}
