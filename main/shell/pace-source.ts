import type { Clock } from '../lib/clock.ts';
import type { Pace, PaceSource } from '../lib/pace.ts';

/** The system tells nobody when the network comes back; how often to look, and what a look costs is nothing. */
const LOOK_MS = 10_000;

/** What the pace depends on, as Electron tells it. */
export interface PaceFacts {
  isVisible(): boolean;
  isOnBattery(): boolean;
  isOnline(): boolean;
}

export interface ElectronPace extends PaceSource, Disposable {
  /** One of the facts may be another now. */
  look(): void;
  /** The computer goes to sleep, or wakes up. */
  setAsleep(isAsleep: boolean): void;
}

/** How eagerly services are asked: less when nobody looks or on battery, not at all offline or asleep. */
export function createPaceSource(facts: PaceFacts, clock: Clock): ElectronPace {
  const listeners = new Set<(pace: Pace) => void>();
  let isAsleep = false;
  let current = judge();
  let cancel = clock.after(LOOK_MS, lookOn);

  function judge(): Pace {
    if (isAsleep || !facts.isOnline()) return 'stopped';
    return facts.isVisible() && !facts.isOnBattery() ? 'active' : 'relaxed';
  }

  function look(): void {
    const next = judge();
    if (next === current) return;
    current = next;
    for (const listener of [...listeners]) listener(next);
  }

  function lookOn(): void {
    look();
    cancel = clock.after(LOOK_MS, lookOn);
  }

  return {
    get current() {
      return current;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    look,
    setAsleep(next) {
      isAsleep = next;
      look();
    },
    [Symbol.dispose]() {
      cancel();
      listeners.clear();
    },
  };
}
