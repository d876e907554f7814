type Header = (name: string) => string | undefined;

/** Nobody is kept waiting longer than this by a header, however it came about; milliseconds. */
const LONGEST_WAIT_MS = 60 * 60_000;

/**
 * `Retry-After` in milliseconds from now: seconds or a date (RFC 9110, section 10.2.3). A date is measured against the
 * reply's own `Date`, so that a wrong clock on either side does no harm.
 */
export function retryAfterMs(header: Header, now: number): number | undefined {
  const text = header('retry-after')?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_WAIT_MS);
  // Date.parse takes nearly anything; every date of HTTP has a time of day (RFC 9110, section 5.6.7).
  const at = /\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  const sent = Date.parse(header('date') ?? '');
  return Math.min(Math.max(0, at - (Number.isNaN(sent) ? now : sent)), LONGEST_WAIT_MS);
}

/**
 * How long to wait because nothing is left of the allowance, in milliseconds; undefined while something is. Reads
 * `RateLimit-*` and `X-RateLimit-*` (draft-ietf-httpapi-ratelimit-headers), whose reset is given in seconds from now or
 * as a moment in seconds since the epoch.
 */
export function exhaustedMs(header: Header, now: number): number | undefined {
  for (const prefix of ['ratelimit', 'x-ratelimit']) {
    if (!/^\s*0\s*(?:[,;]|$)/.test(header(`${prefix}-remaining`) ?? '')) continue;
    const reset = Number.parseFloat(header(`${prefix}-reset`) ?? '');
    if (!Number.isFinite(reset) || reset < 0) continue;
    const waitMs = reset > 1_000_000_000 ? reset * 1000 - now : reset * 1000;
    return Math.min(Math.max(0, waitMs), LONGEST_WAIT_MS);
  }
  return undefined;
}
