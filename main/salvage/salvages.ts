import { randomUUID } from 'node:crypto';
import type { ConnectionEvents } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';
import type { Salvage, SalvageTrigger, SalvageWishes } from '../contract/salvage.ts';
import type { Session } from '../contract/session.ts';
import type { Settings } from '../contract/settings.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, ok } from '../lib/result.ts';
import { within } from '../lib/within.ts';
import type { Records } from '../records/records.ts';
import type { MachinePlace, SessionMachines } from '../sessions/session-machines.ts';
import { EndWatch } from './end-watch.ts';
import {
  beginRunning,
  brokenOff,
  processGone,
  type RunningSalvage,
  sessionOver,
  withNews,
} from './running-salvages.ts';
import { goesOn, toOrder } from './salvage-order.ts';
import { type ProjectWishes, projectOf } from './salvage-wishes.ts';

/** How long an end waits for the work to come home; milliseconds. */
export const END_LIMIT_MS = 60_000;
/** What is left of the last report when the process is asked to stop. */
const LAST_WORD_MS = 5_000;
/** The first terminal is opened before: a machine may give one session at a time. */
const NOTE_AFTER_MS = 3_000;
/** So often one salvage goes on in a new process. */
const MOST_RESTARTS = 3;

interface Options {
  truth: TruthStore;
  records: Pick<Records, 'get' | 'folder' | 'putSalvage' | 'dropSalvage'>;
  machines: Pick<SessionMachines, 'watch' | 'reach'>;
  projects: ProjectWishes;
  settings(): Settings;
  clock: Clock;
  log(line: string): void;
}

/** Brings the work on machines home: when it is asked for, when their end is near, and before sessions are ended. */
export class Salvages implements Disposable {
  readonly #options: Options;
  readonly #running = new Map<string, RunningSalvage>();
  /** Machines whose histories were looked at. */
  readonly #noted = new Set<string>();
  readonly #endWatch: EndWatch;
  readonly #stopWatching: () => void;

  constructor(options: Options) {
    this.#options = options;
    this.#stopWatching = options.machines.watch({
      heard: (sessionId, { name, payload }) => {
        if (name === 'salvage') this.#heard(sessionId, payload);
      },
      connected: (place) => this.#connected(place),
      crashed: (sessionId) => this.#crashed(sessionId),
      released: (sessionId) => this.#released(sessionId),
      isBusy: (place) => this.#of(place) !== undefined,
    });
    this.#endWatch = new EndWatch({ ...options, onNear: (sessionId) => void this.#near(sessionId) });
  }

  /** `not-found`, `connection-lost`, `session-ended`, `busy`, `disk-full` */
  async start(sessionId: string, machine?: number): Promise<Result<{ salvageIds: string[] }>> {
    const session = this.#options.truth.get('sessions', sessionId);
    if (session === undefined) return fail('not-found', 'This session is gone.');
    const all = machine === undefined ? connectedOf(session) : [machine];
    if (all.length === 0)
      return fail('connection-lost', 'No machine of this session is connected.', 'Reconnect first.');
    const begun = await Promise.all(all.map((index) => this.#begin(session, index, 'asked')));
    const salvageIds = begun.flatMap((one) => (one.ok ? [one.value.salvage.id] : []));
    const failed = begun.find((one) => !one.ok);
    return salvageIds.length === 0 && failed?.ok === false ? failed : ok({ salvageIds });
  }

  /** What is whole by then stays. */
  async stop(sessionId: string, salvageId: string): Promise<Result<undefined>> {
    const running = this.#running.get(salvageId);
    if (running?.sessionId !== sessionId) return ok();
    const reached = this.#options.machines.reach({ sessionId: running.sessionId, machine: running.order.machine });
    if (reached.ok && !running.isOrphaned) await reached.value.client.call('stopSalvage', { salvageId });
    else this.#breakOff(running, processGone);
    return ok();
  }

  isRunning(salvageId: string): boolean {
    return this.#running.has(salvageId);
  }

  /**
   * Before a session is ended: brings home what is on its connected machines, if the settings say so and the machines go
   * with it. Resolves when the time is over at the latest: a minute, unless told otherwise.
   */
  async beforeEnd(sessionId: string, limitMs = END_LIMIT_MS): Promise<void> {
    const session = this.#options.truth.get('sessions', sessionId);
    if (session === undefined || !this.#options.settings().salvageAtEnd || goesOn(session)) return;
    const { clock } = this.#options;
    const ends = connectedOf(session).map(async (machine) => {
      const known = this.#of({ sessionId, machine });
      const begun = known === undefined ? await this.#begin(session, machine, 'end', limitMs) : ok(known);
      if (begun.ok) await begun.value.ended;
    });
    await within(clock, limitMs, Promise.all(ends));
  }

  wishes(sessionId: string): SalvageWishes {
    return this.#options.projects.wishes(this.projectOf(sessionId));
  }

  /** `not-found`, `storage-failed` */
  async setWishes(sessionId: string, wishes: SalvageWishes): Promise<Result<undefined>> {
    const { truth, records } = this.#options;
    if (records.get(sessionId) === undefined && truth.get('sessions', sessionId) === undefined)
      return fail('not-found', 'This session is gone.');
    return this.#options.projects.setWishes(this.projectOf(sessionId), wishes);
  }

  /** What stands for the project of a session, also when that is long gone. */
  projectOf(sessionId: string): string {
    const { truth, records } = this.#options;
    const about = records.get(sessionId) ?? truth.get('sessions', sessionId);
    if (about === undefined) return sessionId;
    const build = about.buildId === undefined ? undefined : truth.get('builds', about.buildId);
    return projectOf(about, ('projectId' in about ? about.projectId : undefined) ?? build?.projectId);
  }

  [Symbol.dispose](): void {
    this.#stopWatching();
    this.#endWatch[Symbol.dispose]();
    for (const running of this.#running.values()) running.end();
  }

  async #begin(
    session: Session,
    machine: number,
    trigger: SalvageTrigger,
    limitMs?: number,
  ): Promise<Result<RunningSalvage>> {
    const { truth, records, machines, settings, clock } = this.#options;
    const place = { sessionId: session.id, machine };
    const reached = machines.reach(place);
    if (!reached.ok) return reached;
    if (!reached.value.isConnected) return fail('connection-lost', 'The machine is not connected.', 'Reconnect first.');
    if (this.#of(place) !== undefined)
      return fail('busy', 'The work of this machine is being saved already.', 'Wait for it, or stop it.');
    const now = clock.now();
    const id = randomUUID();
    const salvage: Salvage = {
      id,
      machine,
      machineName: session.machines.find(({ index }) => index === machine)?.name.slice(0, 256) ?? '',
      at: now,
      trigger,
      state: 'running',
      parts: [],
      leftOut: [],
      leftOutCount: 0,
    };
    const order = toOrder({
      session,
      machine,
      salvageId: id,
      folder: '',
      wishes: this.wishes(session.id),
      settings: settings(),
      since: records.get(session.id)?.startedAt ?? session.stateSince,
      commits: [session.buildId, session.rebuildId].map((build) =>
        build === undefined ? undefined : truth.get('builds', build)?.commit,
      ),
      now,
      limitMs,
    });
    const running = beginRunning(session.id, order, salvage);
    // From here on nobody else begins one.
    this.#running.set(id, running);
    const folder = await records.folder(session.id, 'salvages', id);
    if (folder.ok) order.folder = folder.value;
    if (folder.ok) records.putSalvage(session.id, salvage);
    const started = folder.ok ? await reached.value.client.call('startSalvage', order) : folder;
    if (started.ok) return ok(running);
    this.#running.delete(id);
    running.end();
    await records.dropSalvage(session.id, id);
    return started;
  }

  #heard(sessionId: string, news: ConnectionEvents['salvage']): void {
    const running = this.#running.get(news.salvageId);
    if (running?.sessionId !== sessionId) return;
    running.salvage = withNews(running.salvage, news);
    this.#options.records.putSalvage(sessionId, running.salvage);
    if (news.state !== 'running') this.#forget(running);
  }

  #connected(place: MachinePlace): void {
    this.#options.clock.after(NOTE_AFTER_MS, () => void this.#noteHistory(place));
    const running = this.#of(place);
    if (running?.isOrphaned === true) void this.#goOn(running);
    else if (running === undefined && this.#endWatch.isNear(place.sessionId)) void this.#nearOf(place);
  }

  /** Once for each process: it has to know how long histories were. */
  async #noteHistory({ sessionId, machine }: MachinePlace): Promise<void> {
    const key = JSON.stringify([sessionId, machine]);
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    const reached = this.#options.machines.reach({ sessionId, machine });
    const noted = reached.ok ? await reached.value.client.call('noteHistory', { machine }) : reached;
    if (!noted.ok) this.#noted.delete(key);
  }

  async #goOn(running: RunningSalvage): Promise<void> {
    const { sessionId, order } = running;
    const reached = this.#options.machines.reach({ sessionId, machine: order.machine });
    if (!reached.ok) return;
    running.isOrphaned = false;
    const started = await reached.value.client.call('startSalvage', order);
    if (!started.ok && started.problem.code !== 'process-crashed') this.#breakOff(running, started.problem);
  }

  #crashed(sessionId: string): void {
    for (const key of this.#noted) if (key.startsWith(`[${JSON.stringify(sessionId)},`)) this.#noted.delete(key);
    for (const running of this.#running.values()) {
      if (running.sessionId !== sessionId) continue;
      running.restarts += 1;
      running.isOrphaned = true;
      if (running.restarts > MOST_RESTARTS) this.#breakOff(running, processGone);
    }
  }

  /** The process is asked to end, and may still say how far it came. */
  #released(sessionId: string): void {
    for (const running of this.#running.values())
      if (running.sessionId === sessionId)
        void within(this.#options.clock, LAST_WORD_MS, running.ended).then(() => this.#breakOff(running, sessionOver));
  }

  async #near(sessionId: string): Promise<void> {
    const session = this.#options.truth.get('sessions', sessionId);
    if (session === undefined) return;
    await Promise.all(connectedOf(session).map((machine) => this.#nearOf({ sessionId, machine })));
  }

  async #nearOf({ sessionId, machine }: MachinePlace): Promise<void> {
    const { truth, records, settings, clock, log } = this.#options;
    const session = truth.get('sessions', sessionId);
    if (session === undefined || !settings().salvageAtEnd) return;
    // It came back with its end near: what was saved at this end is saved.
    const isDone = records
      .get(sessionId)
      ?.salvages.some((one) => one.machine === machine && one.trigger === 'deadline' && clock.now() - one.at < 180_000);
    if (isDone === true) return;
    const begun = await this.#begin(session, machine, 'deadline');
    if (!begun.ok) log(`salvage of ${sessionId}: ${begun.problem.message}`);
  }

  #of({ sessionId, machine }: MachinePlace): RunningSalvage | undefined {
    return [...this.#running.values()].find((one) => one.sessionId === sessionId && one.order.machine === machine);
  }

  #breakOff(running: RunningSalvage, reason: Salvage['problem'] & {}): void {
    if (!this.#running.has(running.salvage.id)) return;
    running.salvage = brokenOff(running.salvage, reason);
    this.#options.records.putSalvage(running.sessionId, running.salvage);
    this.#forget(running);
  }

  #forget(running: RunningSalvage): void {
    this.#running.delete(running.salvage.id);
    running.end();
  }
}

function connectedOf({ machines }: Session): number[] {
  return machines.flatMap(({ index, link, endpoints }) =>
    link === 'connected' && endpoints.some(({ kind }) => kind === 'ssh') ? [index] : [],
  );
}
