import { join } from 'node:path';
import type { ConnectionEvents } from '../contract/connection-control.ts';
import type { SecretMark } from '../contract/connection-work.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { Recording } from '../contract/record.ts';
import type { Session, Terminal } from '../contract/session.ts';
import type { Settings } from '../contract/settings.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, problem } from '../lib/result.ts';
import type { Records } from '../records/records.ts';
import type { ReachedMachine, SessionMachines } from '../sessions/session-machines.ts';
import type { SecretsInUse } from './secrets-in-use.ts';

interface Options {
  truth: TruthStore;
  records: Pick<Records, 'get' | 'folder' | 'putRecording' | 'dropRecording'>;
  machines: Pick<SessionMachines, 'watch' | 'reach'>;
  secrets: SecretsInUse;
  settings(): Settings;
  clock: Clock;
  log(line: string): void;
}

type News = ConnectionEvents['recording'];
type Client = ReachedMachine['client'];

/** A terminal that is recorded now. */
interface Live {
  sessionId: string;
  client: Client;
  entry: Recording;
}

/** Name of a recording's files in its folder, without an ending. */
export const RECORDING_NAME = 'terminal';
const MIB = 1_048_576;
/** So many secrets are told in one call. */
const MARKS_AT_ONCE = 2_000;
/** How often it is noted how much a recording has grown; other changes are noted at once. */
const GROWTH_MS = 5_000;

const notRunning = fail('not-found', 'This terminal is not being recorded any more.');
const isFinal = (state: Recording['state']): boolean => state !== 'on' && state !== 'paused';

/** Has terminals recorded as the settings say, by the processes that hold them, and notes how that goes. */
export class Recordings implements AsyncDisposable {
  readonly #options: Options;
  /** Terminals that were seen, by session. */
  readonly #seen = new Map<string, Set<string>>();
  readonly #live = new Map<string, Live>();
  readonly #stops: (() => void)[];
  #cancelGrowth: (() => void) | undefined;
  #isOn: boolean;

  constructor(options: Options) {
    this.#options = options;
    this.#isOn = options.settings().recordTerminals;
    this.#stops = [
      options.truth.watch((change) => {
        if (change.collection === 'sessions')
          if (change.value === null) this.#seen.delete(change.key);
          else this.#look(change.value);
        else if (change.collection === 'settings') this.#settle(change.value.recordTerminals);
      }),
      options.machines.watch({
        heard: (_sessionId, news) => news.name === 'recording' && this.#take(news.payload),
        crashed: (sessionId) => this.#stopAll(sessionId, crashed),
        released: (sessionId) => this.#stopAll(sessionId),
      }),
      options.secrets.onMore((marks) => this.#tellSecrets(marks)),
    ];
  }

  /** `not-found` when it is not recorded now */
  async pause(sessionId: string, recordingId: string, isPaused: boolean): Promise<Result<undefined>> {
    const live = this.#live.get(recordingId);
    if (live?.sessionId !== sessionId || isFinal(live.entry.state)) return notRunning;
    return live.client.call('pauseRecording', { terminalId: recordingId, isPaused });
  }

  /** Removes a recording; one that goes on is not known any more. `not-found`, `busy` while it goes on, `storage-failed` */
  async remove(sessionId: string, recordingId: string): Promise<Result<undefined>> {
    if (this.#live.has(recordingId))
      return fail('busy', 'This terminal is still being recorded.', 'Close the terminal first.');
    const { records } = this.#options;
    if (records.get(sessionId)?.recordings.some(({ id }) => id === recordingId) !== true)
      return fail('not-found', 'This recording is gone.');
    return records.dropRecording(sessionId, recordingId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#cancelGrowth?.();
    for (const [id] of this.#live) this.#stop(id);
    await Promise.resolve();
  }

  #look(session: Session): void {
    const known = this.#seen.get(session.id) ?? new Set<string>();
    this.#seen.set(session.id, known);
    for (const terminal of session.terminals) {
      if (known.has(terminal.id)) continue;
      known.add(terminal.id);
      if (this.#isOn && terminal.state === 'opening') void this.#start(session, terminal);
    }
    const ids = new Set(session.terminals.map(({ id }) => id));
    for (const id of known) if (!ids.has(id)) known.delete(id);
  }

  async #start(session: Session, terminal: Terminal): Promise<void> {
    const { records, machines, secrets, settings, clock, log } = this.#options;
    const { id: terminalId, machine } = terminal;
    const title =
      terminal.shell === undefined ? `Terminal ${terminal.number}` : `Terminal ${terminal.number}: ${terminal.shell}`;
    const folder = await records.folder(session.id, 'recordings', terminalId);
    const reached = machines.reach({ sessionId: session.id, machine });
    if (!folder.ok || !reached.ok) {
      const [reason] = [folder, reached].flatMap((result) => (result.ok ? [] : [result.problem.message]));
      return log(`${title} is not recorded: ${reason}`);
    }
    const { client } = reached.value;
    const entry: Recording = {
      id: terminalId,
      machine,
      machineName: (session.machines.find(({ index }) => index === machine)?.name ?? '').slice(0, 256),
      title: title.slice(0, 128),
      state: 'on',
      startedAt: clock.now(),
      sizeBytes: 0,
      redactions: 0,
    };
    this.#live.set(terminalId, { sessionId: session.id, client, entry });
    records.putRecording(session.id, entry);
    const marks = secrets.all();
    for (let at = MARKS_AT_ONCE; at < marks.length; at += MARKS_AT_ONCE)
      void client.call('addSecrets', { secrets: marks.slice(at, at + MARKS_AT_ONCE) });
    const started = await client.call('startRecording', {
      terminalId,
      file: join(folder.value, RECORDING_NAME),
      title: `${session.title}: ${title}`.slice(0, 256),
      limitBytes: settings().recordingLimit * MIB,
      secrets: marks.slice(0, MARKS_AT_ONCE),
      isPaused: !this.#isOn,
    });
    if (started.ok) return;
    log(`${title} is not recorded: ${started.problem.message}`);
    this.#drop(terminalId);
  }

  /** Recording is wished for from now on, or not; what is recorded then stays. */
  #settle(isOn: boolean): void {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    if (isOn) return;
    for (const [terminalId, { client, entry }] of this.#live)
      if (entry.state === 'on') void client.call('pauseRecording', { terminalId, isPaused: true });
  }

  #take({ terminalId, ...news }: News): void {
    const live = this.#live.get(terminalId);
    if (live === undefined) return;
    const before = live.entry;
    const { problem: _problem, ...kept } = before;
    live.entry = { ...kept, ...news };
    // A terminal that never showed anything.
    if (news.state === 'ended' && news.sizeBytes === 0) return this.#drop(terminalId);
    if (isFinal(news.state)) return this.#stop(terminalId, news.problem, news.state);
    const isGrowthOnly = before.state === news.state && before.redactions === news.redactions;
    if (isGrowthOnly && before.sizeBytes > 0) {
      this.#cancelGrowth ??= this.#options.clock.after(GROWTH_MS, () => this.#noteGrowth());
    } else this.#options.records.putRecording(live.sessionId, live.entry);
  }

  #noteGrowth(): void {
    this.#cancelGrowth = undefined;
    for (const { sessionId, entry } of this.#live.values()) this.#options.records.putRecording(sessionId, entry);
  }

  #stopAll(sessionId: string, reason?: Problem): void {
    for (const [id, live] of this.#live) if (live.sessionId === sessionId) this.#stop(id, reason);
  }

  /** Nothing will be added to it any more. */
  #stop(terminalId: string, reason?: Problem, state: Recording['state'] = 'ended'): void {
    const live = this.#live.get(terminalId);
    if (live === undefined) return;
    this.#live.delete(terminalId);
    const { records, clock } = this.#options;
    const { sessionId, entry } = live;
    records.putRecording(sessionId, {
      ...entry,
      state,
      endedAt: clock.now(),
      ...(reason === undefined ? {} : { problem: reason }),
    });
  }

  #drop(terminalId: string): void {
    const live = this.#live.get(terminalId);
    this.#live.delete(terminalId);
    if (live !== undefined) void this.#options.records.dropRecording(live.sessionId, terminalId);
  }

  #tellSecrets(marks: SecretMark[]): void {
    for (const client of new Set([...this.#live.values()].map((live) => live.client))) {
      for (let at = 0; at < marks.length; at += MARKS_AT_ONCE)
        void client.call('addSecrets', { secrets: marks.slice(at, at + MARKS_AT_ONCE) });
    }
  }
}

const crashed = problem(
  'process-crashed',
  'The part of Jumpseat that recorded this stopped; the last moments may be missing.',
);
