import type { Build } from '../contract/build.ts';
import type { Settings } from '../contract/settings.ts';
import type { Change, Patch } from '../contract/state.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import type { Alert } from './alert.ts';
import { createAlertLimit } from './alert-limit.ts';
import { createAlerts, type AlertFacts } from './alerts.ts';
import { rebuildAct } from './build-alerts.ts';
import { createBuildNews } from './build-news.ts';
import { isWanted } from './own-builds.ts';
import { earliest, isVisit } from './time-left.ts';
import { trayModel, type TrayModel } from './tray-model.ts';

/** The clock is looked at this often while something is due: it may be set, or the computer may sleep. */
const MAX_WAIT_MS = 60_000;
/** A look that comes later than it was due by this much comes after a sleep or a set clock. */
const JUMP_MS = 30_000;

interface Options {
  truth: Pick<TruthStore, 'all' | 'get'>;
  settings: Settings;
  clock: Clock;
  /** The person has the window in front. */
  isLooking(): boolean;
  /** Called when the icon, its texts or its menu are others now. */
  showTray(model: TrayModel): void;
  notify(alert: Alert): void;
}

/** Changes of these parts of the truth change what is told. */
const watched: ReadonlySet<Change['collection']> = new Set([
  'sessions',
  'builds',
  'accounts',
  'records',
  'settings',
] as const);

/**
 * All that tells the person about time outside the window: follows the truth, and looks at the clock when a text changes
 * or something is due, and not in between.
 */
export class Attention implements Disposable {
  readonly #options: Options;
  readonly #mayTell = createAlertLimit();
  readonly #alerts = createAlerts();
  readonly #news = createBuildNews();
  #settings: Settings;
  /** Builds that failed since the person looked at the window, the newest last. */
  #failed = new Set<string>();
  #lastFailed: Build | undefined;
  #shown: string | undefined;
  readonly #startedAt: number;
  #lookedAt: number;
  #dueAt: number | undefined;
  #cancel: (() => void) | undefined;
  #isDisposed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#settings = options.settings;
    this.#startedAt = options.clock.now();
    this.#lookedAt = this.#startedAt;
    for (const account of options.truth.all('accounts'))
      this.#news.accountSaid(account, () => options.truth.all('builds'), this.#lookedAt);
    for (const build of options.truth.all('builds')) this.#rememberFailed(build);
    this.look();
  }

  /** Takes what changed in the truth. */
  take({ changes }: Patch): void {
    if (this.#isDisposed || !changes.some(({ collection }) => watched.has(collection))) return;
    for (const change of changes) this.#note(change);
    this.look();
  }

  /** The computer woke up, or its clock was set. */
  woke(): void {
    this.#alerts.startAfresh(this.#options.clock.now());
    this.look();
  }

  /** The person looks at the window, or looks away. */
  looked(): void {
    if (this.#options.isLooking()) this.#failed.clear();
    this.look();
  }

  /** Says what is to be said now, and waits for what comes next. */
  look(): void {
    if (this.#isDisposed) return;
    const { clock, notify } = this.#options;
    const now = clock.now();
    const late = now - Math.min(this.#dueAt ?? now, this.#lookedAt + MAX_WAIT_MS);
    if (now < this.#lookedAt - JUMP_MS || (this.#dueAt !== undefined && late > JUMP_MS)) this.#alerts.startAfresh(now);
    this.#lookedAt = now;
    const facts = this.#facts();
    for (const alert of this.#alerts.look(facts, now)) if (this.#mayTell(alert, now)) notify(alert);
    const nextChangeAt = this.#showTray(now);
    this.#wait(earliest([this.#alerts.nextAt(facts, now), nextChangeAt]), now);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#cancel?.();
  }

  #wait(dueAt: number | undefined, now: number): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#dueAt = dueAt;
    if (dueAt === undefined) return;
    const waitMs = Math.min(MAX_WAIT_MS, Math.max(1, dueAt - now));
    this.#cancel = this.#options.clock.after(waitMs, () => this.look());
  }

  #facts(): AlertFacts {
    const { truth, isLooking } = this.#options;
    return {
      sessions: truth.all('sessions'),
      records: truth.all('records'),
      settings: this.#settings,
      isLooking: isLooking(),
      accountOf: (accountId) => truth.get('accounts', accountId),
    };
  }

  #note(change: Change): void {
    const { truth, clock } = this.#options;
    const now = clock.now();
    if (change.collection === 'settings') this.#settings = change.value;
    if (change.collection === 'accounts') {
      if (change.value === null) this.#news.forgetAccount(change.key);
      else this.#news.accountSaid(change.value, () => truth.all('builds'), now);
    }
    if (change.collection !== 'builds') return;
    if (change.value === null) {
      this.#news.drop(change.key);
      this.#failed.delete(change.key);
      if (this.#lastFailed?.id === change.key) this.#findLastFailed();
      return;
    }
    const build = change.value;
    this.#rememberFailed(build);
    const isNews = this.#news.take(build, now);
    // The first start has builds of the sample run, which nobody waits for.
    const isShownOff = build.queuedAt < this.#startedAt && truth.get('projects', build.projectId)?.isSample === true;
    if (!isNews || isShownOff) return;
    this.#alerts.buildEnded(build, now);
    if (build.state !== 'failed' || this.#options.isLooking()) return;
    // Somebody who wants no notifications still sees in the menu what is theirs.
    const wish = this.#settings.notifyBuilds === 'all' ? 'all' : 'mine';
    if (isWanted(build, truth.get('accounts', build.accountId), wish)) this.#failed.add(build.id);
  }

  #rememberFailed(build: Build): void {
    const isLater = (build.finishedAt ?? build.queuedAt) >= (this.#lastFailed?.finishedAt ?? 0);
    if (build.state !== 'failed') {
      if (this.#lastFailed?.id === build.id) this.#findLastFailed();
    } else if (isLater && isWanted(build, this.#options.truth.get('accounts', build.accountId), 'mine'))
      this.#lastFailed = build;
  }

  #findLastFailed(): void {
    this.#lastFailed = undefined;
    for (const build of this.#options.truth.all('builds')) if (build.state === 'failed') this.#rememberFailed(build);
  }

  #showTray(now: number): number | undefined {
    const { truth, showTray } = this.#options;
    const saving = truth
      .all('records')
      .filter(({ salvages }) => salvages.some(({ state }) => state === 'running'))
      .map(({ id }) => id);
    const last = this.#lastFailed;
    const rebuild = last === undefined ? undefined : rebuildAct(last, truth.get('accounts', last.accountId));
    const { nextChangeAt, ...model } = trayModel(
      {
        sessions: truth.all('sessions'),
        saving: new Set(saving),
        isDisconnecting: (session) =>
          isVisit(session) || truth.get('accounts', session.accountId)?.provider === 'pasted',
        failed: [...this.#failed].flatMap((id) => truth.get('builds', id) ?? []).toReversed(),
        again:
          last === undefined || rebuild === undefined ? undefined : { build: last, withAccess: rebuild.withAccess },
      },
      now,
    );
    const text = JSON.stringify(model);
    if (text !== this.#shown) {
      this.#shown = text;
      showTray(model);
    }
    return nextChangeAt;
  }
}
