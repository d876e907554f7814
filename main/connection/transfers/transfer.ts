import type { TransferOrder } from '../../contract/connection-control.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { TransferAnswer, TransferProgress, TransferQuestion, TransferState } from '../../contract/transfer.ts';
import type { Clock } from '../../lib/clock.ts';
import { pause } from '../../lib/pause.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { Journal } from './journal.ts';
import { localTarget } from './local-target.ts';
import type { Reporting } from './progress-feed.ts';
import { remoteTarget } from './remote-target.ts';
import { runListed } from './run-listed.ts';
import { runThings } from './run-things.ts';
import { Run, isBreak } from './run.ts';
import type { Conflict, Movers, Outcome } from './run.ts';
import { sweep } from './sweep.ts';
import { Tally } from './tally.ts';
import type { Target } from './target.ts';

/** SFTP channels for listings and folders; movers ask for their own. */
const CHANNELS = 4;
/** For what is half-written; a machine may list without end. */
const SWEEP_LIMIT_MS = 120_000;
const CLEAN_ATTEMPTS = 4;
const CLEAN_PAUSE_MS = 200;
/** How long a tar that was stopped may still unpack what it was sent before; milliseconds. */
const FILLING_LIMIT_MS = 60_000;

type Channels = readonly [RemoteFiles, ...RemoteFiles[]];

interface Sides {
  target: Target;
  /** Missing while the machine is away. */
  channels: Channels | undefined;
}

interface Options {
  order: TransferOrder;
  clock: Clock;
  movers: Movers;
  onChange(transfer: Transfer): void;
  log(line: string): void;
}

/** One transfer: what is asked for, what is done of it, and the work at it. When it works is decided by others. */
export class Transfer implements Reporting, AsyncDisposable {
  readonly id: string;
  readonly machine: number;
  readonly #options: Options;
  #journal: Journal | undefined;
  #tally: Tally | undefined;
  #state: TransferState = 'queued';
  #question: TransferQuestion | undefined;
  #problem: Problem | undefined;
  #heldCount = 0;
  #isResumed = false;
  #giveUp: AbortController | undefined;
  #run: Run | undefined;
  #working: Promise<Outcome> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.id = options.order.id;
    this.machine = options.order.machine;
  }

  /** Reads what is done already. */
  async open(): Promise<void> {
    const { order, clock } = this.#options;
    const opened = await Journal.open(order.journalFile, order.id, clock, (detail) => {
      const message = 'What is done of this transfer could not be written down on this computer.';
      this.#run?.stop(problem('storage-failed', message, 'Make room on the disk, then resume.', detail));
    });
    if (!opened.ok) return this.become('stopped', opened.problem);
    this.#journal = opened.value;
    this.#isResumed = !opened.value.isNew;
    this.#tally = new Tally(clock, opened.value.state, () => this.#options.onChange(this));
    const { end } = opened.value.state;
    if (end !== undefined) this.become(end);
    else if (order.isPaused) this.become('paused');
  }

  get state(): TransferState {
    return this.#state;
  }

  get isAtWork(): boolean {
    return this.#working !== undefined;
  }

  get hasEnded(): boolean {
    return this.#state === 'done' || this.#state === 'cancelled';
  }

  /** Something was asked and not answered yet. */
  get isAsking(): boolean {
    return this.#question !== undefined;
  }

  become(state: TransferState, reason?: Problem): void {
    this.#state = state;
    this.#problem = reason;
    if (state !== 'running' && state !== 'asking' && state !== 'paused') this.#question = undefined;
    this.#options.onChange(this);
  }

  progress(): TransferProgress {
    const nothing = { isCounting: false, bytesDone: 0, bytesTotal: 0, filesDone: 0, filesTotal: 0 };
    const counts = { skippedCount: 0, failedCount: 0, renamedCount: 0 };
    const isAsking = this.#state === 'running' && this.#question !== undefined;
    return {
      ...(this.#tally?.figures(this.isAtWork) ?? { ...nothing, ...counts }),
      state: isAsking ? 'asking' : this.#state,
      ...(this.#question === undefined ? {} : { question: this.#question }),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /** Works until there is nothing left to do, or something comes in between. */
  async work(machine: MachineFiles): Promise<Outcome> {
    const giveUp = new AbortController();
    this.#giveUp = giveUp;
    this.#question = undefined;
    this.#working = this.#work(machine, giveUp.signal);
    this.become('running');
    let outcome: Outcome;
    try {
      outcome = await this.#working;
    } catch (error) {
      // Whatever is still under way after a mistake of ours must not go on beside the next attempt.
      giveUp.abort();
      this.#isResumed = true;
      throw error;
    } finally {
      this.#working = undefined;
      this.#run = undefined;
    }
    this.#tally?.rest();
    if (outcome.kind !== 'through' && outcome.kind !== 'held') this.#isResumed = true;
    if (outcome.kind === 'limit') this.#question = { kind: 'limit', ...outcome.limit };
    await this.#journal?.sync();
    return outcome;
  }

  /** Stops the work; resolves when it has stopped. */
  async interrupt(): Promise<void> {
    this.#giveUp?.abort();
    await this.#working;
  }

  /** Whether it can go on now. */
  answer(answer: TransferAnswer): boolean {
    if (this.#question?.kind !== answer.kind) return false;
    if (answer.kind === 'conflict') this.#journal?.append({ t: 'rule', rule: answer.rule });
    else if (answer.goOn && this.#question.kind === 'limit') {
      this.#journal?.append({ t: 'allowed', what: this.#question.what });
    }
    this.#question = undefined;
    this.#options.onChange(this);
    return true;
  }

  /** What failed is wanted again; of one that was through, nothing else. */
  retry(): void {
    this.#journal?.append({ t: 'retry', only: this.#state === 'done' });
  }

  async notes(kind: 'failed' | 'skipped' | 'renamed', offset: number, limit: number) {
    if (this.#journal === undefined) return ok({ notes: [], total: 0 });
    const notes = await this.#journal.notes(kind, offset, limit);
    return notes.ok ? ok({ notes: notes.value, total: this.#journal.noteCount(kind) }) : notes;
  }

  /** Nothing half-written is left, on this computer or on the machine. */
  get isClean(): boolean {
    const state = this.#journal?.state;
    return state === undefined || (state.openFolders.size === 0 && state.stagings.size === 0);
  }

  /**
   * Takes away what is half-written; false when that was not possible. Local parts need no machine.
   * @param isTorn it was at work until now, so that a file may still be on its way to being made
   */
  async clean(machine: MachineFiles | undefined, isTorn = false): Promise<boolean> {
    const journal = this.#journal;
    if (journal === undefined || this.isClean) return true;
    const sides = await this.#target(machine, journal);
    if (!sides.ok) return false;
    const { clock } = this.#options;
    if (isTorn) await settled(clock, sides.value.channels);
    const giveUpAt = clock.now() + FILLING_LIMIT_MS;
    for (let attempt = 1; ; attempt += 1) {
      const isFilling = await this.#sweep(journal, sides.value);
      const isWorthIt = attempt < CLEAN_ATTEMPTS || (isFilling && clock.now() < giveUpAt);
      if (this.isClean || !isWorthIt) break;
      await pause(clock, CLEAN_PAUSE_MS);
    }
    await journal.sync();
    return this.isClean;
  }

  /** True when some of what stays was still being written. */
  async #sweep(journal: Journal, { target, channels }: Sides): Promise<boolean> {
    const left = { folders: [...journal.state.openFolders], stagings: [...journal.state.stagings.values()] };
    const time = new AbortController();
    const cancelTimer = this.#options.clock.after(SWEEP_LIMIT_MS, () => time.abort());
    const stays = await sweep(target, channels, { ...left, tag: journal.tag, signal: time.signal });
    cancelTimer();
    for (const folder of left.folders) if (!stays.folders.includes(folder)) journal.append({ t: 'closed', folder });
    for (const [source, folder] of journal.state.stagings) {
      if (!stays.stagings.includes(folder)) journal.append({ t: 'placed', source });
    }
    return stays.isFilling;
  }

  /** It has ended, for good or until it is tried again. */
  async end(state: 'done' | 'cancelled', reason?: Problem): Promise<void> {
    this.#journal?.append({ t: 'end', state });
    await this.#journal?.sync();
    this.become(state, reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.interrupt();
    await this.#journal?.[Symbol.asyncDispose]();
  }

  async #work(machine: MachineFiles, signal: AbortSignal): Promise<Outcome> {
    const { order, clock, movers, log } = this.#options;
    const journal = this.#journal;
    const tally = this.#tally;
    if (journal === undefined || tally === undefined) {
      return { kind: 'stopped', problem: problem('storage-failed', 'What is done of this transfer cannot be read.') };
    }
    const sides = await this.#target(machine, journal);
    const channels = sides.ok ? sides.value.channels : undefined;
    if (!sides.ok || channels === undefined) {
      if (machine.lost.aborted || signal.aborted) return { kind: 'interrupted' };
      const reason = sides.ok ? problem('internal', 'There is no way to the machine.') : sides.problem;
      return { kind: isBreak(reason) ? 'broken' : 'stopped', problem: reason };
    }
    const { target } = sides.value;
    const { rule } = order;
    for (;;) {
      this.#heldCount = 0;
      const run = new Run(
        {
          order,
          machine,
          channels,
          movers,
          target,
          clock,
          journal,
          tally,
          isResumed: this.#isResumed,
          rule: () => journal.state.rule ?? rule,
          hold: (conflict) => this.#hold(conflict),
          log,
        },
        signal,
      );
      this.#run = run;
      const { what } = order;
      const outcome = what.kind === 'things' ? await runThings(run, what) : await runListed(run, what);
      if (outcome.kind !== 'through') return outcome;
      if (this.#heldCount === 0) return outcome;
      // Answered while the rest went on: what had to wait is taken now.
      if (journal.state.rule === undefined) return { kind: 'held' };
    }
  }

  #hold(conflict: Conflict): void {
    this.#heldCount += 1;
    if (this.#journal?.state.rule !== undefined) return;
    this.#question =
      this.#question?.kind === 'conflict'
        ? { ...this.#question, count: this.#heldCount }
        : { kind: 'conflict', count: this.#heldCount, ...conflict, example: plainText(conflict.example, 300) };
    this.#options.onChange(this);
  }

  async #target(machine: MachineFiles | undefined, journal: Journal): Promise<Result<Sides>> {
    const { direction, what } = this.#options.order;
    const channels = machine === undefined ? undefined : await machine.channels(CHANNELS);
    if (direction === 'download') {
      const root = what.kind === 'things' ? what.targetFolder : what.localFolder;
      if (channels !== undefined && !channels.ok) return channels;
      return ok({ target: localTarget(root), channels: channels?.value });
    }
    if (channels === undefined) return fail('connection-lost', 'The machine is not connected.');
    if (!channels.ok) return channels;
    const root = what.kind === 'things' ? what.targetFolder : what.remoteFolder;
    return ok({ target: remoteTarget(root, channels.value, journal.tag), channels: channels.value });
  }
}

/** Resolves when the machine has dealt with all that was asked of it before, and this computer too. */
async function settled(clock: Clock, channels: Channels | undefined): Promise<void> {
  await Promise.all((channels ?? []).map((channel) => channel.realPath('.')));
  await pause(clock, CLEAN_PAUSE_MS);
}
