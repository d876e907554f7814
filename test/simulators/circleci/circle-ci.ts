import { randomUUID } from 'node:crypto';
import { json } from '../lib/exchange.ts';
import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import type { SimulatorClock } from '../lib/clock.ts';
import { SimulatorServer } from '../lib/server.ts';
import { simulatorClock } from '../lib/simulator.ts';
import type { Simulator, SimulatorOptions } from '../lib/simulator.ts';
import { refuse, refuseV3, v11 } from './replies.ts';
import { addOAuth } from './routes-oauth.ts';
import { addPages } from './routes-pages.ts';
import { addV11 } from './routes-v11.ts';
import { addV2 } from './routes-v2.ts';
import { addV3 } from './routes-v3.ts';
import { writeScript } from './script.ts';
import { SshSession } from './ssh-session.ts';
import type { MachineAddress, SshForm } from './ssh-session.ts';
import { stateOf, workEndsAt } from './timeline.ts';
import { World } from './world.ts';
import type { SimJob, SimWorkflow } from './world.ts';

const MINUTE_MS = 60_000;

export interface CircleCiOptions extends SimulatorOptions {
  /** Lines of authorized_keys that the person has registered; more can be added to `world.keys`. */
  keys?: readonly string[];
  /** False: a CircleCI Server without the third API. */
  hasV3?: boolean;
  /** How "Enable SSH" names the machine; `direct` unless said otherwise. */
  sshForm?: SshForm;
  /** OpenSSH servers of their own (the rule), or an address that nobody answers at. */
  machines?: 'real' | MachineAddress;
  /** How long machines stay: without anybody, and once somebody came; 10 minutes and 2 hours unless said otherwise. */
  idleMs?: number;
  maxMs?: number;
  /** Requests that each token may make in a minute; many unless said otherwise. */
  requestsPerMinute?: number;
  /** Nothing has happened yet; a few projects and builds unless said otherwise. */
  isEmpty?: boolean;
}

/** A simulated CircleCI, from its published API and its own tools. */
export class CircleCi implements Simulator {
  readonly world = new World();
  readonly server: SimulatorServer;
  readonly clock: SimulatorClock;
  readonly token: string;
  /** Jobs of one page of a workflow. */
  pageSize = 20;
  /** Whether the last bytes of an output can be asked for by `bytes=-n`. */
  knowsSuffixRanges = true;
  sshForm: SshForm;
  /** Takes the place of what "Enable SSH" would print. */
  sshText: ((execution: number) => string) | undefined;
  readonly #options: CircleCiOptions;
  /** Until when each token is good. */
  readonly #tokens = new Map<string, number>();
  readonly #windows = new Map<string, { minute: number; count: number }>();
  readonly #cancels = new Set<() => void>();

  private constructor(options: CircleCiOptions, clock: SimulatorClock, server: SimulatorServer) {
    this.#options = options;
    this.clock = clock;
    this.server = server;
    this.sshForm = options.sshForm ?? 'direct';
    this.world.keys.push(...(options.keys ?? []));
    this.token = this.newToken(Infinity);
  }

  static async start(options: CircleCiOptions = {}): Promise<CircleCi> {
    const clock = simulatorClock(options.clock);
    // The server asks the service, and the service is made with the server.
    const made: { service?: CircleCi } = {};
    const server = await SimulatorServer.start({
      clock,
      service: 'circleci',
      authorize: (request) => made.service?.authorize(request),
      headers: (request) => made.service?.limits(request) ?? {},
      notFound: json({ message: 'Not found' }, 404),
    });
    const service = new CircleCi(options, clock, server);
    made.service = service;
    addV11(server, service);
    addV2(server, service);
    if (options.hasV3 !== false) addV3(server, service);
    addOAuth(server, service);
    addPages(server, service);
    if (options.isEmpty !== true) writeScript(service.world, clock.now());
    return service;
  }

  get origin(): string {
    return this.server.origin;
  }

  /** One more token. @param goodUntil moment of the simulator's clock */
  newToken(goodUntil: number): string {
    const token = `CCIPAT_${randomUUID().replaceAll('-', '')}`;
    this.#tokens.set(token, goodUntil);
    return token;
  }

  /** A token stops being good at once. */
  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  cancel(job: SimJob): void {
    const now = this.clock.now();
    if (stateOf(job, now).phase === 'ended' || job.cancelledAt !== undefined) return;
    job.cancelledAt = now;
    void job.ssh?.end();
  }

  /** Runs jobs of a workflow again, in a workflow of their own. With SSH, their machines are up when this resolves. */
  async rerun(workflow: SimWorkflow, chosen: readonly SimJob[], withSsh: boolean): Promise<SimWorkflow> {
    const { world, clock } = this;
    const now = clock.now();
    const next = world.addWorkflow(
      workflow.run,
      now,
      chosen.map(({ plan }) => plan),
    );
    for (const [index, job] of next.jobs.entries()) {
      const source = chosen[index];
      if (source !== undefined) job.retryOf = source.number;
      if (!withSsh) continue;
      job.ssh = await SshSession.start({
        clock,
        jobId: job.id,
        form: this.sshForm,
        keys: [...world.keys],
        count: job.plan.executions.length,
        idleMs: this.#options.idleMs ?? 10 * MINUTE_MS,
        maxMs: this.#options.maxMs ?? 120 * MINUTE_MS,
        machines: this.#options.machines ?? 'real',
        text: this.sshText,
      });
      this.#takeAwayInTime(job);
    }
    return next;
  }

  /** Whoever asks without a good token, or too often. */
  authorize(request: SimulatorRequest): SimulatorReply | undefined {
    const now = this.clock.now();
    const token = this.#tokenOf(request);
    const isV11 = request.path.startsWith('/api/v1.1/');
    const isV3 = request.path.startsWith('/api/v3/');
    if ((this.#tokens.get(token) ?? 0) <= now) {
      if (isV3) return refuseV3(401, 'unauthorized', 'Unauthorized', 'Authentication is required.');
      return isV11 ? v11(request, { message: 'You must log in first.' }, 401) : refuse(401, 'Unauthorized');
    }
    const window = this.#windowOf(token);
    window.count += 1;
    if (window.count <= this.#allowance) return undefined;
    const reply = isV3
      ? refuseV3(429, 'rate_limited', 'Too Many Requests', 'Rate limit exceeded.')
      : refuse(429, 'Rate limit exceeded');
    return { ...reply, headers: { 'retry-after': String(this.#secondsLeft) } };
  }

  /** What is left of a token's minute (draft-ietf-httpapi-ratelimit-headers). */
  limits(request: SimulatorRequest): Record<string, string> {
    const { count } = this.#windowOf(this.#tokenOf(request));
    return {
      'ratelimit-limit': String(this.#allowance),
      'ratelimit-remaining': String(Math.max(0, this.#allowance - count)),
      'ratelimit-reset': String(this.#secondsLeft),
      'x-request-id': randomUUID(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    await this.server[Symbol.asyncDispose]();
    await Promise.all(this.world.jobs.map(async (job) => job.ssh?.[Symbol.asyncDispose]()));
  }

  get #allowance(): number {
    return this.#options.requestsPerMinute ?? 3000;
  }

  get #secondsLeft(): number {
    return Math.max(1, Math.ceil((MINUTE_MS - (this.clock.now() % MINUTE_MS)) / 1000));
  }

  #tokenOf({ headers }: SimulatorRequest): string {
    const named = headers['circle-token'];
    return /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? (typeof named === 'string' ? named : '');
  }

  #windowOf(token: string): { minute: number; count: number } {
    const minute = Math.floor(this.clock.now() / MINUTE_MS);
    const known = this.#windows.get(token);
    if (known?.minute === minute) return known;
    const window = { minute, count: 0 };
    this.#windows.set(token, window);
    return window;
  }

  /** Ends the machines of a job when its time is over, however often that moves. */
  #takeAwayInTime(job: SimJob): void {
    const { ssh } = job;
    if (ssh === undefined || !ssh.isEnabled) return;
    const look = (): void => {
      this.#cancels.delete(cancel);
      if (job.cancelledAt !== undefined) return;
      const leftMs = ssh.endsAt(workEndsAt(job)) - this.clock.now();
      if (leftMs <= 0) void ssh.end();
      else plan(Math.min(leftMs, MINUTE_MS));
    };
    let cancel = (): void => {};
    const plan = (delayMs: number): void => {
      cancel = this.clock.after(delayMs, look);
      this.#cancels.add(cancel);
    };
    plan(MINUTE_MS);
  }
}

/** Starts a simulated CircleCI with a few projects and builds. */
export function startCircleCi(options: CircleCiOptions = {}): Promise<CircleCi> {
  return CircleCi.start(options);
}
