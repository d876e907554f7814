import type { Clock } from '../lib/clock.ts';

/** Differences below this come from the way, not from a clock that is wrong; milliseconds. */
const TOLERANCE_MS = 30_000;
/** The year 9999; later moments are nonsense, and beyond some point dates cannot show them. */
const LATEST_MS = 253_402_300_799_000;
/** Changes below this are taken for jitter, so that moments do not move with every reply; milliseconds. */
const JITTER_MS = 5_000;

/** Turns the service's moments into those of this computer, whose clock may be wrong: a deadline has to be right here. */
export interface ServerTime {
  /** Takes note of a reply's `Date` header (RFC 9110, section 6.6.1). */
  note(dateHeader: string | undefined): void;
  /** @param at in milliseconds since the epoch, as the service has it */
  toLocal(at: number | undefined): number | undefined;
}

export function createServerTime(clock: Clock): ServerTime {
  let aheadMs = 0;
  return {
    note(dateHeader) {
      const at = Date.parse(dateHeader ?? '');
      if (Number.isNaN(at)) return;
      const difference = clock.now() - at;
      if (aheadMs !== 0 && Math.abs(difference - aheadMs) < JITTER_MS) return;
      aheadMs = Math.abs(difference) < TOLERANCE_MS ? 0 : difference;
    },
    toLocal: (at) => (at === undefined ? undefined : Math.min(Math.max(0, at + aheadMs), LATEST_MS)),
  };
}
