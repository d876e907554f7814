import type { SessionRecord } from '../../../main/contract/record.ts';
import { usualSettings, type Settings } from '../../../main/contract/settings.ts';
import type { CollectionName, Entry } from '../../../main/contract/state.ts';
import type { Alert } from '../../../main/attention/alert.ts';
import { Attention } from '../../../main/attention/attention.ts';
import type { TrayModel } from '../../../main/attention/tray-model.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

export const MINUTE_MS = 60_000;

/** A truth that somebody changes, and what is told of it. */
export class World implements Disposable {
  readonly clock = new StepClock();
  readonly alerts: Alert[] = [];
  readonly models: TrayModel[] = [];
  isLooking = false;
  #attention: Attention | undefined;
  readonly #truth = createTruth(usualSettings, (patch) => this.#attention?.take(patch));

  /** @param settings what is not as usual */
  begin(settings: Partial<Settings> = {}): Attention {
    this.#attention = new Attention({
      truth: this.#truth,
      settings: { ...usualSettings, ...settings },
      clock: this.clock,
      isLooking: () => this.isLooking,
      showTray: (model) => this.models.push(model),
      notify: (alert) => this.alerts.push(alert),
    });
    return this.#attention;
  }

  put<N extends CollectionName>(collection: N, ...entries: (Entry<N> & { id: string })[]): void {
    for (const entry of entries) this.#truth.put(collection, entry.id, entry);
    this.#truth.snapshot();
  }

  set(settings: Partial<Settings>): void {
    this.#truth.set('settings', { ...usualSettings, ...settings });
    this.#truth.snapshot();
  }

  /** In so many minutes from now. */
  in(minutes: number): number {
    return this.clock.now() + minutes * MINUTE_MS;
  }

  /** The titles of what was told since the last time. */
  told(): string[] {
    return this.alerts.splice(0).map(({ title }) => title);
  }

  get model(): TrayModel {
    const last = this.models.at(-1);
    if (last === undefined) throw new Error('nothing was shown');
    return last;
  }

  [Symbol.dispose](): void {
    this.#attention?.[Symbol.dispose]();
  }
}

/** What stays of a session, with one salvage in this state. */
export function recordWith(
  id: string,
  state: SessionRecord['salvages'][number]['state'],
  at: number,
): SessionRecord & { id: string } {
  return {
    id,
    accountId: 'this-computer',
    provider: 'buildhost',
    place: 'This computer',
    title: 'storefront #412',
    startedAt: 0,
    state: 'ready',
    machines: [],
    notes: '',
    isKept: false,
    salvages: [
      {
        id: `${id}-v`,
        machine: 0,
        machineName: 'machine 1',
        at,
        trigger: 'deadline',
        state,
        parts: [],
        leftOut: [],
        leftOutCount: 0,
      },
    ],
    recordings: [],
    sizeBytes: 0,
  };
}
