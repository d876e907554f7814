/**
 * How long to wait before another attempt, in milliseconds: doubles from `firstMs` up to `longestMs`, and lies anywhere
 * in the upper half of that span, so that many clients do not come back together.
 *
 * @param attempt from 0
 * @param random between 0 and 1
 */
export function backoffMs(
  attempt: number,
  { firstMs, longestMs }: { firstMs: number; longestMs: number },
  random: number,
): number {
  const span = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(span * (0.5 + random / 2));
}
