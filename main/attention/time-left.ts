import type { Deadline, Session } from '../contract/session.ts';

const MINUTE_MS = 60_000;
/** A machine with less time than this needs to be thought of. */
export const LITTLE_TIME_MS = 10 * MINUTE_MS;
/** A machine with less time than this is about to go. */
export const LAST_TIME_MS = 2 * MINUTE_MS;

export interface MinutesLeft {
  /** For people: "12 min left", "about 1 h 05 min left", "time is up". */
  text: string;
  /** The same for a sentence: "12 minutes". */
  span: string;
  /** Without a word: "12 min". */
  short: string;
  level: 'calm' | 'warn' | 'bad';
  /** When it reads differently; undefined when it stays as it is. */
  nextChangeAt: number | undefined;
}

function spanOf(minutes: number): string {
  if (minutes === 1) return '1 minute';
  if (minutes <= 60) return `${minutes} minutes`;
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return `${hours} ${hours === 1 ? 'hour' : 'hours'}${rest === 0 ? '' : ` ${spanOf(rest)}`}`;
}

function shortOf(minutes: number): string {
  if (minutes <= 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** The time until a machine goes away, in whole minutes, rounded up. Undefined while nobody knows. */
export function minutesLeft({ at, certainty }: Deadline, now: number): MinutesLeft | undefined {
  if (at === undefined || certainty === 'unknown') return undefined;
  const left = at - now;
  if (left <= 0) return { text: 'time is up', span: 'no time', short: '0 min', level: 'bad', nextChangeAt: undefined };
  const minutes = Math.ceil(left / MINUTE_MS);
  const about = certainty === 'estimated' ? 'about ' : '';
  const isLast = left <= LAST_TIME_MS;
  const level = isLast ? 'bad' : left <= LITTLE_TIME_MS ? 'warn' : 'calm';
  return {
    text: `${about}${shortOf(minutes)} left`,
    span: `${about}${spanOf(minutes)}`,
    short: shortOf(minutes),
    level,
    nextChangeAt: at - (minutes - 1) * MINUTE_MS,
  };
}

/** The session has not come to its end. */
export function isOpen({ state }: Session): boolean {
  return state !== 'closed' && state !== 'expired' && state !== 'failed';
}

/** Whether time or a machine can still be lost: it is open and not about to be closed. */
export function isAtWork(session: Session): boolean {
  return isOpen(session) && session.state !== 'closing';
}

/** The session only looks in on a build that would run without it. */
export function isVisit({ buildId, rebuildId }: Session): boolean {
  return rebuildId !== undefined && rebuildId === buildId;
}

/** The earliest of moments. */
export function earliest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
