const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_MIN = 60;
/** Beyond this nobody plans with the number. */
const LONGEST_H = 99;

/** How long something still takes, rounded up: "22 s", "3 min", "1 h 05 min". */
export function spanText(spanMs: number): string {
  const seconds = Math.max(1, Math.ceil(spanMs / SECOND_MS));
  if (seconds < MINUTE_S) return `${seconds} s`;
  const minutes = Math.ceil(seconds / MINUTE_S);
  if (minutes < HOUR_MIN) return `${minutes} min`;
  const hours = Math.floor(minutes / HOUR_MIN);
  if (hours > LONGEST_H) return `more than ${LONGEST_H} h`;
  return `${hours} h ${String(minutes % HOUR_MIN).padStart(2, '0')} min`;
}

const momentFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment by this computer's clock, to the second: "12 Mar 2026, 14:03:07". What is no moment is "unknown". */
export function momentText(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? 'unknown' : momentFormat.format(date);
}
