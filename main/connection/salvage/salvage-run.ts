import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SalvageOrder } from '../../contract/connection-work.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { salvagePartKinds, type SalvagePartKind, salvageFiles } from '../../contract/salvage.ts';
import type { Clock } from '../../lib/clock.ts';
import { describe, fail, ok, problem } from '../../lib/result.ts';
import { freeLocalBytes } from '../local/free-space.ts';
import type { FileAbilities, MachineFiles } from '../remote/machine-files.ts';
import { fetchChanges } from './changes-part.ts';
import { readFacts } from './clone-facts.ts';
import { fetchCommits } from './commits-part.ts';
import { findClone } from './find-clone.ts';
import type { HistoryNotes } from './history-notes.ts';
import { fetchHistory } from './history-part.ts';
import { MachineGit } from './machine-git.ts';
import type { FetchPart, FoundClone, SavedPart } from './part-context.ts';
import type { SalvageReport } from './salvage-report.ts';
import { shellHome } from './shell-home.ts';
import { TimeLeft } from './time-left.ts';
import { fetchUntracked } from './untracked-part.ts';
import { fetchArtifacts, fetchChosen } from './wished-parts.ts';

/** So often one part is begun anew because the link was lost. */
const MOST_ATTEMPTS = 20;
/** Left free on the disk of this computer. */
const SPARE_BYTES = 8 * 1024 * 1024;

const fetchers: Readonly<Record<SalvagePartKind, FetchPart>> = {
  changes: fetchChanges,
  commits: fetchCommits,
  untracked: fetchUntracked,
  chosen: fetchChosen,
  history: fetchHistory,
  artifacts: fetchArtifacts,
};

/** The parts of an order, the most valuable first. */
export function wantedKinds({ wishes }: SalvageOrder): SalvagePartKind[] {
  return salvagePartKinds.filter(
    (kind) => (kind !== 'chosen' || wishes.paths.length > 0) && (kind !== 'artifacts' || wishes.patterns.length > 0),
  );
}

interface Options {
  order: SalvageOrder;
  clock: Clock;
  report: SalvageReport;
  notes(): HistoryNotes | undefined;
  /** The machine's files as soon as its link is up; undefined when it is waited for no longer. */
  whenLinked(signal: AbortSignal): Promise<MachineFiles | undefined>;
  stop: AbortSignal;
  log(line: string): void;
}

/** What was learned of the machine over one link. */
interface Prepared {
  machine: MachineFiles;
  abilities: FileAbilities;
  home: string;
  clone: Result<FoundClone>;
}

type Attempted = Result<SavedPart | undefined>;

/** Brings the work of one machine home, part by part. Never rejects. */
export async function runSalvage(options: Options): Promise<void> {
  const { order, clock, report, stop } = options;
  const time = new TimeLeft(clock, order.until);
  const late = new AbortController();
  const { remainingMs } = time;
  const cancelLate = Number.isFinite(remainingMs) ? clock.after(remainingMs, () => late.abort()) : () => {};
  const signal = AbortSignal.any([stop, late.signal]);
  const run = new SalvageRun(options, time, signal);
  try {
    for (const { kind } of [...report.parts]) await run.fetch(kind);
    report.end(stop.aborted ? problem('cancelled', 'Saving was stopped.') : run.problem);
  } catch (error) {
    report.end(problem('internal', 'Something went wrong inside Jumpseat.', undefined, describe(error)));
  } finally {
    cancelLate();
  }
}

class SalvageRun {
  problem: Problem | undefined;
  readonly #options: Options;
  readonly #time: TimeLeft;
  readonly #signal: AbortSignal;
  #prepared: Prepared | undefined;

  constructor(options: Options, time: TimeLeft, signal: AbortSignal) {
    this.#options = options;
    this.#time = time;
    this.#signal = signal;
  }

  async fetch(kind: SalvagePartKind): Promise<void> {
    const { report } = this.#options;
    const whole = await this.#wholeAlready(kind);
    if (whole !== undefined) return report.part(kind, { state: 'saved', ...whole });
    let done = await this.#attempt(kind);
    for (let more = 1; !done.ok && isLost(done.problem) && more < MOST_ATTEMPTS && !this.#signal.aborted; more += 1)
      done = await this.#attempt(kind);
    if (!done.ok && this.#signal.aborted) done = this.#late();
    if (done.ok && done.value === undefined) return report.part(kind, { state: 'empty', sizeBytes: 0 });
    if (done.ok && done.value !== undefined) return report.part(kind, { state: 'saved', ...done.value });
    if (!done.ok) {
      const state = isSkipped(done.problem) ? 'skipped' : 'failed';
      report.part(kind, { state, sizeBytes: 0, problem: done.problem });
    }
  }

  async #attempt(kind: SalvagePartKind): Promise<Attempted> {
    const { order, clock, report, log } = this.#options;
    if (!this.#time.canBegin(this.#prepared?.machine.latencyMs)) return this.#late();
    const linked = await this.#options.whenLinked(this.#signal);
    if (linked === undefined) return this.#signal.aborted ? this.#late() : noLink;
    if (!this.#time.canBegin(linked.latencyMs)) return this.#late();
    report.begin(kind);
    const prepared = await this.#prepare(linked);
    if (!prepared.ok) return prepared;
    const room = await this.#room();
    if (!room.ok) return room;
    let bytes = 0;
    const begunAt = clock.now();
    try {
      return await fetchers[kind]({
        ...prepared.value,
        clock,
        order,
        log,
        notes: this.#options.notes(),
        roomBytes: room.value,
        signal: AbortSignal.any([this.#signal, linked.lost]),
        onBytes: (count) => {
          bytes += count;
          report.part(kind, { state: 'running', sizeBytes: bytes });
        },
        leaveOut: (thing) => report.leaveOut(kind, thing),
      });
    } catch (error) {
      if (linked.lost.aborted) return noLink;
      return fail('internal', 'Something went wrong inside Jumpseat.', undefined, describe(error));
    } finally {
      this.#time.moved(bytes, clock.now() - begunAt);
      if (linked.lost.aborted) this.#prepared = undefined;
    }
  }

  /** A part that an earlier process had brought home; it has its name only when it is whole. */
  async #wholeAlready(kind: SalvagePartKind): Promise<SavedPart | undefined> {
    const { folder } = this.#options.order;
    const file = salvageFiles[kind];
    await rm(join(folder, `${file}.part`), { force: true }).catch(() => {});
    const there = await stat(join(folder, file)).catch(() => undefined);
    return there === undefined ? undefined : { file, sizeBytes: there.size };
  }

  async #prepare(machine: MachineFiles): Promise<Result<Prepared>> {
    if (this.#prepared?.machine === machine) return ok(this.#prepared);
    const abilities = await machine.abilities();
    if (!abilities.ok) return abilities;
    const clone = await this.#findClone(machine, abilities.value);
    if (!clone.ok && (isLost(clone.problem) || machine.lost.aborted)) return clone;
    if (clone.ok) this.#options.report.found(clone.value);
    this.problem = clone.ok ? undefined : clone.problem;
    const home = await shellHome(machine, abilities.value);
    this.#prepared = { machine, abilities: abilities.value, home, clone };
    return ok(this.#prepared);
  }

  async #findClone(machine: MachineFiles, { hasShell, hasGit }: FileAbilities): Promise<Result<FoundClone>> {
    const { order } = this.#options;
    if (!hasShell)
      return fail(
        'not-supported',
        'This machine has no POSIX shell, so git cannot be asked there.',
        'Name the files to save in the salvage’s settings: those are fetched.',
      );
    if (!hasGit) return fail('not-supported', 'There is no git on the machine.', 'Name the files to save instead.');
    const signal = AbortSignal.any([this.#signal, machine.lost]);
    const path = await findClone(machine, order.clones, signal);
    if (!path.ok) return path;
    const git = await MachineGit.open(machine, path.value, signal);
    if (!git.ok) return git;
    const facts = await readFacts(git.value, order.known, signal);
    if (!facts.ok) return facts;
    return ok({ path: path.value, git: git.value, facts: facts.value });
  }

  /** By the limit, the disk and the time. `limit-reached`, `disk-full`, `timed-out` */
  async #room(): Promise<Result<number>> {
    const { order, report } = this.#options;
    const left = order.limitBytes - report.sizeBytes;
    if (left <= 0)
      return fail('limit-reached', 'This salvage is as large as it may be.', 'The limit is in the settings.');
    const free = await freeLocalBytes(order.folder);
    const disk = free === undefined ? left : free - SPARE_BYTES;
    if (disk <= 0) return fail('disk-full', 'The disk of this computer is full.', 'Make room, then save again.');
    return ok(Math.min(left, disk, this.#time.roomBytes));
  }

  #late(): { ok: false; problem: Problem } {
    return this.#options.stop.aborted
      ? fail('cancelled', 'Saving was stopped before this.')
      : fail('timed-out', 'There was no time left for this before the machine goes away.');
  }
}

const noLink = fail('connection-lost', 'The machine could not be reached any more.', 'Reconnect, then save again.');

function isLost({ code }: Problem): boolean {
  return code === 'connection-lost';
}

function isSkipped({ code }: Problem): boolean {
  return ['timed-out', 'cancelled', 'limit-reached', 'connection-lost'].includes(code);
}
