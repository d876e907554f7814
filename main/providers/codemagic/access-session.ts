import type { Result } from '../../contract/problem.ts';
import type { FailedStep, Guide } from '../../contract/session.ts';
import type { SessionRule } from '../../lib/deadline/rule.ts';
import { ok, problem } from '../../lib/result.ts';
import { isOver } from '../build-over.ts';
import { PolledSession, type PolledSessionOptions } from '../polled-session.ts';
import type { ProviderSession } from '../provider.ts';
import { scriptAddress } from './addresses.ts';
import type { CodemagicApi } from './api.ts';
import { parseAccessScript } from './access-script.ts';
import type { BuildStore, KnownBuild } from './build-store.ts';
import { codemagicHold } from './hold.ts';
import { toMachine } from './machine.ts';
import { fitsWell, newBuilds, type Before, type Wanted } from './new-build.ts';
import { remoteAccessSchema, type WireBuild, type WireRemoteAccess } from './wire.ts';

/** A build that was not started by then will not be. */
const SEARCH_LIMIT_MS = 30 * 60_000;
const IDLE_MS = 10 * 60_000;
/** The longest time of a build unless something else is set. */
const LIMIT_MS = 60 * 60_000;
/** Attempts to read the script of a machine before it is offered without a terminal. */
const MAX_SCRIPT_ATTEMPTS = 6;
/** New builds whose switch is looked up at a time. */
const MAX_CANDIDATES = 5;

interface Options extends PolledSessionOptions {
  api: CodemagicApi;
  store: BuildStore;
  origin: string;
  teamsOf(appId: string): string[];
  limitMs(codemagicId: string): number | undefined;
  /** Another session has the machine of this build. */
  isTaken(codemagicId: string): boolean;
  log(line: string): void;
}

/** How a session begins: by waiting for a build that the person starts, or with one that runs already. */
export type Beginning =
  | { kind: 'search'; wanted: Wanted; before: Before; guide: Guide }
  | { kind: 'build'; known: KnownBuild };

interface About {
  id: string;
  accountId: string;
  buildId: string;
  title: string;
  failedStep: FailedStep | undefined;
}

/** One machine from the request to its end. */
export class AccessSession extends PolledSession {
  readonly #options: Options;
  #search: Extract<Beginning, { kind: 'search' }> | undefined;
  readonly #searchEndsAt: number;
  #scriptAttempts = 0;
  /** Codemagic's id of the build with the machine. */
  #rebuild: string | undefined;

  constructor(options: Options, about: About, beginning: Beginning) {
    super(options, {
      id: about.id,
      accountId: about.accountId,
      buildId: about.buildId,
      title: about.title,
      ...(about.failedStep === undefined ? {} : { failedStep: about.failedStep }),
      rule: ruleOf(undefined),
      hold: codemagicHold,
    });
    this.#options = options;
    this.#searchEndsAt = options.clock.now() + SEARCH_LIMIT_MS;
    if (beginning.kind === 'search') {
      this.#search = beginning;
      this.current = { ...this.current, guide: beginning.guide };
    } else {
      this.#follow(beginning.known);
    }
  }

  /** Codemagic's id of the build with the machine, once it is known. */
  get rebuild(): string | undefined {
    return this.#rebuild;
  }

  async end(): Promise<Result<undefined>> {
    if (this.isOver) return ok();
    const state = this.current.state;
    this.set({ state: 'closing' });
    if (this.#rebuild !== undefined) {
      const cancelled = await this.#options.api.cancel(this.#rebuild);
      if (!cancelled.ok && cancelled.problem.code !== 'not-found') {
        if (!this.isOver) this.set({ state });
        return cancelled;
      }
      const rebuild = this.#rebuild;
      if (cancelled.ok && !(await this.confirmed(() => this.#isGone(rebuild)))) {
        if (!this.isOver) this.set({ state });
        return this.#notConfirmed(rebuild);
      }
    }
    this.finish('closed');
    return ok();
  }

  /** What was cancelled has no machine; of what had finished before, Codemagic says whether it still has one. */
  async #isGone(codemagicId: string): Promise<boolean> {
    const known = await this.#loadBuild(codemagicId);
    if (known?.row.state === 'cancelled') return true;
    if (known === undefined || !isOver(known.row.state)) return false;
    const reply = await this.#options.api.remoteAccess(codemagicId);
    return reply.ok ? reply.value.status === 410 : reply.problem.code === 'not-supported';
  }

  #notConfirmed(codemagicId: string): Result<never> {
    const link = this.#options.store.get(codemagicId)?.row.webUrl;
    const reason = problem(
      'timed-out',
      'Codemagic was asked to end the build, but its machine is still there.',
      'Look at the page of the build, and cancel it there. The machine goes by itself at the latest when the build has reached its time limit.',
    );
    return { ok: false, problem: link === undefined ? reason : { ...reason, link } };
  }

  protected async wait(): Promise<void> {
    if (this.#rebuild === undefined) await this.#look();
    else await this.#ask(this.#rebuild);
  }

  /** Looks for the build that the person starts on the website. */
  async #look(): Promise<void> {
    const { api, clock, store, teamsOf } = this.#options;
    const search = this.#search;
    if (search === undefined) return;
    const lists = await Promise.all(
      teamsOf(search.wanted.appId).map((team) => api.builds(team, { appId: search.wanted.appId, pageSize: 20 })),
    );
    const builds = lists.flatMap((reply) => (reply.ok ? reply.value.value.data : []));
    for (const wire of builds) store.take(wire);
    const candidates = newBuilds(builds, search.wanted, search.before).filter(({ id }) => !this.#options.isTaken(id));
    for (const candidate of candidates.slice(0, MAX_CANDIDATES)) {
      const reply = await api.build(candidate.id);
      if (!reply.ok) continue;
      this.#options.serverTime.note(reply.value.header('date'));
      const known = store.take(reply.value.value);
      if (known.wire.remote_access_enabled === true) {
        if (this.isEnding) return;
        // Another session may have been quicker while this one asked.
        if (this.#options.isTaken(candidate.id)) continue;
        this.#follow(known);
        this.#options.onChange(this.current);
        await this.#ask(candidate.id);
        return;
      }
    }
    this.#hint(candidates, search);
    if (clock.now() >= this.#searchEndsAt) {
      const minutes = SEARCH_LIMIT_MS / 60_000;
      const silent = `No new build with remote access was seen within ${minutes} minutes.`;
      this.finish(
        'failed',
        problem('timed-out', silent, 'Ask for it again, and start the build on the page that opens.'),
      );
    }
  }

  /** Says so when the build was started without the box ticked. */
  #hint(candidates: readonly WireBuild[], search: Extract<Beginning, { kind: 'search' }>): void {
    const forgotten = candidates.find((build) => fitsWell(build, search.wanted));
    const steps = [...search.guide.steps];
    if (forgotten !== undefined) {
      steps.push(
        `Build #${forgotten.index} was started without the box ticked. Cancel it and start another one with it.`,
      );
    }
    if (steps.length !== this.current.guide?.steps.length) this.set({ guide: { ...search.guide, steps } });
  }

  #follow(known: KnownBuild): void {
    const { guide: _guide, ...rest } = this.current;
    this.#rebuild = known.wire.id;
    this.current = { ...rest, rebuildId: known.row.id, ...this.#news(known) };
  }

  #news({ wire, row }: KnownBuild): Pick<ProviderSession, 'state' | 'rule' | 'events'> {
    return {
      ...this.progress(row.state, { startedAt: wire.started_at, finishedAt: wire.finished_at }),
      rule: ruleOf(this.#options.limitMs(wire.id)),
    };
  }

  async #loadBuild(codemagicId: string): Promise<KnownBuild | undefined> {
    const reply = await this.#options.api.build(codemagicId);
    if (!reply.ok) return undefined;
    this.#options.serverTime.note(reply.value.header('date'));
    const known = this.#options.store.take(reply.value.value);
    if (!this.isEnding) this.setNews(this.#news(known));
    return known;
  }

  /** Asks for the machine. 202: it is not there yet. */
  async #ask(codemagicId: string): Promise<void> {
    const known = await this.#loadBuild(codemagicId);
    const reply = await this.#options.api.remoteAccess(codemagicId);
    if (this.isEnding) return;
    if (!reply.ok) {
      if (['not-supported', 'no-right', 'not-found', 'session-ended'].includes(reply.problem.code)) {
        this.finish('failed', reply.problem);
      }
      return;
    }
    if (known === undefined) return;
    if (reply.value.status === 410) return this.#gone(known);
    if (reply.value.status !== 200) {
      if (known.row.state === 'cancelled') this.#gone(known);
      return;
    }
    const access = readAccess(reply.value.bytes);
    if (access === undefined) {
      this.finish(
        'failed',
        problem(
          'service-failed',
          "Codemagic's answer about the machine cannot be read.",
          'Open the page of the build: it shows how to connect.',
        ),
      );
      return;
    }
    await this.#open(known, access);
  }

  async #open(known: KnownBuild, access: WireRemoteAccess): Promise<void> {
    const isWindows = known.row.machine.os === 'windows';
    const script = isWindows ? undefined : await this.#readScript(access);
    if (this.isEnding) return;
    // The address of the script may answer a little later than the rest; it is asked again until it does.
    if (script !== undefined && !script.ok) return;
    const parsed = script?.value;
    const machine = toMachine(access, parsed, known.row.machine);
    const link = known.row.webUrl === undefined ? {} : { link: known.row.webUrl };
    if (machine.endpoints.length === 0) {
      this.finish('failed', {
        ...problem(
          'service-failed',
          "Codemagic's description of the machine cannot be read.",
          'The page of the build shows how to connect.',
        ),
        ...link,
      });
      return;
    }
    this.relax();
    const isMute = !isWindows && parsed === undefined;
    this.set({
      state: 'ready',
      machines: [machine],
      places:
        machine.os === 'macos' && parsed !== undefined
          ? [{ machine: 0, name: 'Sources', path: '/Users/builder/clone' }]
          : [],
      ...(isMute
        ? {
            problem: {
              ...problem(
                'service-failed',
                'Jumpseat cannot read the script that holds the key of this machine, so there is no terminal. It was not run.',
                'Its screen can be opened. For a terminal, copy the command from the page of the build into one of your own.',
              ),
              ...link,
            },
          }
        : {}),
    });
  }

  /** The key and the address; `undefined` as value when the script says something else. */
  async #readScript(access: WireRemoteAccess): Promise<Result<ReturnType<typeof parseAccessScript>>> {
    const address = scriptAddress(this.#options.origin, access.ssh?.script_url ?? '');
    if (access.ssh?.script_url === undefined || address === undefined) return ok(undefined);
    const reply = await this.#options.api.script(address);
    if (!reply.ok) {
      this.#scriptAttempts += 1;
      const mayCome =
        this.#scriptAttempts < MAX_SCRIPT_ATTEMPTS &&
        ['offline', 'timed-out', 'service-failed', 'rate-limited'].includes(reply.problem.code);
      this.#options.log(`codemagic: the script of a machine cannot be had: ${reply.problem.code}`);
      return mayCome ? reply : ok(undefined);
    }
    return ok(reply.value.isCut ? undefined : parseAccessScript(new TextDecoder().decode(reply.value.bytes)));
  }

  /** While the machine is there: when its build ends, and when it goes. */
  protected async stay(): Promise<void> {
    const codemagicId = this.#rebuild;
    if (codemagicId === undefined || this.current.state !== 'ready') return;
    const known = await this.#loadBuild(codemagicId);
    if (known === undefined || this.current.state !== 'ready') return;
    if (known.row.state === 'cancelled') return this.#gone(known);
    if (!isOver(known.row.state)) return;
    const reply = await this.#options.api.remoteAccess(codemagicId);
    if (reply.ok && reply.value.status === 410 && this.current.state === 'ready') this.#gone(known);
  }

  #gone(known: KnownBuild): void {
    const message =
      known.row.state === 'cancelled'
        ? 'The build was cancelled, and its machine went with it.'
        : 'The time of this machine is over.';
    this.finish('expired', problem('session-ended', message, 'Rebuild with remote access to get a new one.'));
  }
}

function ruleOf(limitMs: number | undefined): SessionRule {
  return { kind: 'build-limit', idleMs: IDLE_MS, limitMs: limitMs ?? LIMIT_MS, isTold: limitMs !== undefined };
}

function readAccess(bytes: Uint8Array): WireRemoteAccess | undefined {
  try {
    return remoteAccessSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data?.data;
  } catch {
    return undefined;
  }
}
