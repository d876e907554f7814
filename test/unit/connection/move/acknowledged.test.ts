import { expect, it } from 'vitest';
import { Acknowledged } from '../../../../main/connection/move/acknowledged.ts';

it('counts as there only what lies before the first hole, in whatever order parts arrive', () => {
  const parts = Array.from({ length: 50 }, (_, index) => index * 10);
  for (let round = 0; round < 20; round += 1) {
    const order = parts.toSorted(() => Math.random() - 0.5);
    const acknowledged = new Acknowledged(0);
    const seen = new Set<number>();
    for (const start of order) {
      acknowledged.add(start, 10);
      seen.add(start);
      const firstMissing = parts.find((part) => !seen.has(part)) ?? 500;
      expect(acknowledged.prefix).toBe(firstMissing);
      expect(acknowledged.total).toBe(seen.size * 10);
    }
  }
});

it('begins where an earlier attempt ended', () => {
  const acknowledged = new Acknowledged(1000);
  acknowledged.add(1100, 100);
  expect(acknowledged.prefix).toBe(1000);
  acknowledged.add(1000, 100);
  expect(acknowledged.prefix).toBe(1200);
});
