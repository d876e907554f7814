import { describe, expect, it } from 'vitest';
import { exhaustedMs, retryAfterMs } from '../../../main/lib/http/rate-limit.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const header =
  (headers: Record<string, string>) =>
  (name: string): string | undefined =>
    headers[name];

describe('how long to wait', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:01:00 GMT' }, 60_000],
    // This computer's clock is an hour late: the reply's own date counts.
    [{ 'retry-after': 'Sat, 21 Nov 2026 13:01:00 GMT', date: 'Sat, 21 Nov 2026 13:00:00 GMT' }, 60_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '99999999' }, 3_600_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined],
  ])('%j asks for %s ms', (headers, expected) => {
    expect(retryAfterMs(header(headers), NOW)).toBe(expected);
  });

  it.each<[Record<string, string>, number | undefined]>([
    [{ 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }, 30_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 90) }, 90_000],
    [{ 'ratelimit-remaining': '0, 0;w=60', 'ratelimit-reset': '5' }, 5_000],
    [{ 'ratelimit-remaining': '10', 'ratelimit-reset': '30' }, undefined],
    [{ 'ratelimit-remaining': '0' }, undefined],
    [{ 'ratelimit-remaining': '0', 'ratelimit-reset': 'never' }, undefined],
  ])('%j leaves %s ms', (headers, expected) => {
    expect(exhaustedMs(header(headers), NOW)).toBe(expected);
  });
});
