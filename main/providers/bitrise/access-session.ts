import type { MachineKind } from '../../contract/build.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { Guide } from '../../contract/session.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import { isOver } from '../build-over.ts';
import { PolledSession, type PolledSessionOptions } from '../polled-session.ts';
import type { ProviderMachine, ProviderSession } from '../provider.ts';
import { buildPage } from './addresses.ts';
import type { BitriseApi } from './api.ts';
import type { BuildRef, BuildStore, KnownBuild } from './build-store.ts';
import { bitriseHold } from './hold.ts';
import { mergeMachine, missingStep, sourcesOf } from './machine.ts';
import { findNewBuild, type Before, type Wanted } from './new-build.ts';

/** A build that was not seen by then is one that this token does not see. */
const SEARCH_LIMIT_MS = 30 * 60_000;
/** Between two questions after that; milliseconds. */
const LATE_MS = 30_000;
/** Nobody waits longer than this for a paste. */
const PASTE_LIMIT_MS = 3 * 60 * 60_000;
/** Bitrise keeps the machine this long after the build. */
export const IDLE_MS = 10 * 60_000;
/** A build that was just started may not be found by its own address for half a minute. */
const APPEARS_WITHIN_MS = 45_000;
const RETRY_MS = 3_000;
/** The list is asked for builds since the newest known one, less this, for clocks of its own that differ. */
const SLACK_MS = 60_000;

/** Nothing can be asked of a build that is over, and its machine stays a little longer. */
const goesByItself = problem(
  'session-ended',
  'Jumpseat has disconnected. The build is over, so there is nothing left to stop: Bitrise takes the machine 10 minutes after it.',
);

interface Options extends PolledSessionOptions {
  api: BitriseApi;
  store: BuildStore;
  origin: string;
  /** It was started from here without remote access, or another session has its machine. */
  isTaken(ref: BuildRef): boolean;
}

interface About {
  id: string;
  accountId: string;
  source: KnownBuild;
  wanted: Wanted;
  before: Before;
  guide: Guide;
}

/** One machine, from the page where it is asked for to its end. What the page shows has to be pasted. */
export class AccessSession extends PolledSession {
  readonly #options: Options;
  readonly #about: About;
  readonly #startedAt: number;
  #rebuild: BuildRef | undefined;
  #noticedAt = 0;
  #cancelEnd = (): void => {};

  constructor(options: Options, about: About) {
    const { row } = about.source;
    super(options, {
      id: about.id,
      accountId: about.accountId,
      buildId: row.id,
      title: `${row.projectName} #${row.number}`,
      guide: about.guide,
      rule: { kind: 'after-build', idleMs: IDLE_MS },
      hold: bitriseHold,
    });
    this.#options = options;
    this.#about = about;
    this.#startedAt = options.clock.now();
  }

  /** The build with the machine, once it is known. */
  get rebuild(): BuildRef | undefined {
    return this.#rebuild;
  }

  /** Takes what was pasted; again for the screen, when the terminal came first. */
  take(machine: ProviderMachine): Result<undefined> {
    if (this.isEnding) {
      return fail('session-ended', 'This session is over.', 'Ask for a new machine, and paste what its page shows.');
    }
    if (machine.endpoints.length === 0) {
      return fail(
        'paste-unreadable',
        'There is no machine in what was pasted.',
        'Copy the SSH command and the password from the page of the build.',
      );
    }
    const merged = mergeMachine(this.current.machines[0], machine, this.#kind());
    const { guide, ...rest } = this.current;
    const missing = missingStep(merged);
    // What the other tab of the page shows can be pasted later.
    const link = guide?.link === undefined ? {} : { link: guide.link };
    this.current = missing === undefined ? rest : { ...rest, guide: { steps: [missing], ...link, wantsPaste: true } };
    this.set({ state: 'ready', machines: [merged], places: sourcesOf(merged.os) });
    // Until the build is known nobody can tell when the machine goes: that stays urgent.
    if (this.#rebuild !== undefined) this.relax();
    return ok();
  }

  async end(): Promise<Result<undefined>> {
    if (this.isOver) return ok();
    const { state } = this.current;
    this.set({ state: 'closing' });
    if (this.#rebuild === undefined) {
      const wasUsed = state === 'ready';
      this.finish('closed', wasUsed ? this.#unseen() : undefined);
      return ok();
    }
    const aborted = await this.#abort(this.#rebuild);
    if (!aborted.ok) {
      if (await this.#isBuildOver()) this.finish('closed', goesByItself);
      else if (!this.isOver) this.set({ state });
      return this.isOver ? ok() : aborted;
    }
    if (!(await this.confirmed(() => this.#isBuildOver()))) {
      if (!this.isOver) this.set({ state });
      return this.#notConfirmed(this.#rebuild);
    }
    this.finish('closed');
    return ok();
  }

  #notConfirmed({ appSlug, buildSlug }: BuildRef): Result<never> {
    return {
      ok: false,
      problem: {
        ...problem(
          'timed-out',
          'Bitrise was asked to abort the build, but has not confirmed it.',
          'Look at its page, and abort it there if it still runs.',
        ),
        link: buildPage(this.#options.origin, appSlug, buildSlug),
      },
    };
  }

  override [Symbol.dispose](): void {
    this.#cancelEnd();
    super[Symbol.dispose]();
  }

  #kind(): MachineKind {
    const { store } = this.#options;
    const known = this.#rebuild === undefined ? undefined : store.get(this.#rebuild);
    return (known ?? this.#about.source).row.machine;
  }

  #unseen(): Problem {
    const { row } = this.#about.source;
    return {
      ...problem(
        'session-ended',
        'Jumpseat let go of the machine, but never saw its build and could not stop it.',
        'Stop it on its page, or it runs on and costs time.',
      ),
      ...(row.webUrl === undefined ? {} : { link: row.webUrl }),
    };
  }

  protected stay(): Promise<void> {
    return this.wait();
  }

  protected async wait(): Promise<void> {
    if (this.#rebuild === undefined) await this.#look();
    else await this.#follow(this.#rebuild);
  }

  /** Looks for the build that the person starts on the website. */
  async #look(): Promise<void> {
    const { api, clock, store, isTaken } = this.#options;
    const { appSlug } = this.#about.source.ref;
    const { newestAt } = this.#about.before;
    const after = newestAt === undefined ? undefined : Math.max(0, Math.floor((newestAt - SLACK_MS) / 1000));
    const reply = await api.builds({ appSlug, after });
    if (this.isEnding) return;
    if (reply.ok) {
      this.#options.serverTime.note(reply.value.header('date'));
      const found = findNewBuild(
        reply.value.value.data.filter(({ slug: buildSlug }) => !isTaken({ appSlug, buildSlug })),
        this.#about.wanted,
        this.#about.before,
      );
      if (found !== undefined)
        return this.#notice(store.take(appSlug, found, { hasAccess: true, rebuildOf: this.#about.source.row.id }));
    }
    const waitedMs = clock.now() - this.#startedAt;
    // It may be one that this token does not see. A paste is still welcome, and the list is asked now and then.
    if (waitedMs >= SEARCH_LIMIT_MS) this.waitEvery(this.current.state === 'ready' ? undefined : LATE_MS);
    if (waitedMs >= PASTE_LIMIT_MS && this.current.state === 'requested') {
      this.finish(
        'failed',
        problem(
          'timed-out',
          'No machine came of this.',
          'Ask for it again, and paste what the page of the new build shows.',
        ),
      );
    }
  }

  #notice(known: KnownBuild): void {
    this.#rebuild = known.ref;
    this.#noticedAt = this.#options.clock.now();
    const { row } = known;
    if (this.current.state === 'ready') this.relax();
    else {
      this.current.guide = {
        steps: [
          `Build #${row.number} was started. On its page, open the remote access panel as soon as it shows the details.`,
          'Copy the SSH command and the password; the Screen share tab too, if there is one. Everything at once is fine.',
          'Paste it here.',
        ],
        link: row.webUrl ?? buildPage(this.#options.origin, known.ref.appSlug, known.ref.buildSlug),
        wantsPaste: true,
      };
    }
    this.set({ rebuildId: row.id, ...this.#news(known) });
    this.#planEnd(known);
  }

  #news({ wire, row }: KnownBuild): Pick<ProviderSession, 'state' | 'events'> {
    return this.progress(row.state, { startedAt: wire.started_on_worker_at, finishedAt: wire.finished_at });
  }

  async #follow(ref: BuildRef): Promise<void> {
    const { api, serverTime, store } = this.#options;
    const reply = await api.build(ref);
    // A build that was just started may not be found for half a minute.
    if (!reply.ok || this.isEnding) return;
    serverTime.note(reply.value.header('date'));
    const known = store.take(ref.appSlug, reply.value.value);
    this.setNews(this.#news(known));
    this.#planEnd(known);
  }

  /** The machine goes with a build that is aborted, and some time after one that ends. */
  #planEnd(known: KnownBuild): void {
    if (known.row.state === 'cancelled') {
      this.finish(
        'expired',
        problem(
          'session-ended',
          'The build was aborted, and its machine went with it.',
          'Rebuild with remote access to get a new one.',
        ),
      );
      return;
    }
    const { finishedAt } = this.current.events;
    if (finishedAt === undefined || !isOver(known.row.state)) return;
    this.#cancelEnd();
    const { clock } = this.#options;
    this.#cancelEnd = clock.after(Math.max(0, finishedAt + IDLE_MS - clock.now()), () => void this.#expire(known.ref));
  }

  /** Bitrise does not say when the machine is gone. Its clock is asked for once more: ours may have been set. */
  async #expire(ref: BuildRef): Promise<void> {
    await this.#follow(ref);
    const { finishedAt } = this.current.events;
    if (this.isEnding || finishedAt === undefined || this.#options.clock.now() < finishedAt + IDLE_MS) return;
    this.#cancelEnd();
    this.finish(
      'expired',
      problem(
        'session-ended',
        'The time of this machine is over: 10 minutes after its build.',
        'Rebuild with remote access to get a new one.',
      ),
    );
  }

  async #abort(ref: BuildRef): Promise<Result<undefined>> {
    const { api, clock } = this.#options;
    for (;;) {
      const aborted = await api.abort(ref, 'Ended from Jumpseat');
      const isTooEarly =
        !aborted.ok && aborted.problem.code === 'not-found' && clock.now() - this.#noticedAt < APPEARS_WITHIN_MS;
      if (!isTooEarly) return aborted;
      await new Promise<void>((resolve) => void clock.after(RETRY_MS, resolve));
    }
  }

  async #isBuildOver(): Promise<boolean> {
    const reply = this.#rebuild === undefined ? undefined : await this.#options.api.build(this.#rebuild);
    // One that was just started may not be found yet, which is not its end.
    const isKnown = this.#options.clock.now() - this.#noticedAt >= APPEARS_WITHIN_MS;
    if (reply?.ok !== true) return reply?.ok === false && reply.problem.code === 'not-found' && isKnown;
    return reply.value.value.status > 0;
  }
}
