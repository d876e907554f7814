const SECOND_MS = 1000;
/** Semaphore writes "1970-01-01 00:00:00.000000Z", 0 or "0" where something has not happened. */
const UNSET = 0;
/** The year 9999; later moments are nonsense, and dates cannot show them. */
const LATEST_MS = 253_402_300_799_000;

function fromSeconds(seconds: number): number | undefined {
  const milliseconds = Math.round(seconds * SECOND_MS);
  return milliseconds > UNSET && milliseconds <= LATEST_MS ? milliseconds : undefined;
}

/**
 * A moment in any of Semaphore's three forms, in milliseconds since the epoch: seconds as a number or text
 * ("1571083003"), `{seconds, nanos}`, or "2019-10-14 12:11:47.824128Z". `undefined` when it is unset or unreadable.
 */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return fromSeconds(value);
  if (typeof value === 'string') {
    if (/^\d{1,12}$/.test(value)) return fromSeconds(Number(value));
    const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,9})?Z?$/.exec(value);
    if (parts === null) return undefined;
    // More than three digits after the point are not portable.
    const parsed = Date.parse(`${parts[1] ?? ''}T${parts[2] ?? ''}${(parts[3] ?? '.0').slice(0, 4)}Z`);
    return Number.isNaN(parsed) ? undefined : fromSeconds(parsed / SECOND_MS);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { seconds, nanos } = value as { seconds?: unknown; nanos?: unknown };
  if (typeof seconds !== 'number' && typeof seconds !== 'string') return undefined;
  return fromSeconds(Number(seconds) + (typeof nanos === 'number' ? nanos / 1e9 : 0));
}
