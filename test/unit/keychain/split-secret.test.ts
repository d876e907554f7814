import { describe, expect, it } from 'vitest';
import { countOfParts, joinSecret, splitSecret } from '../../../main/keychain/split-secret.ts';

describe('a secret in parts', () => {
  it.each([
    ['nothing', ''],
    ['a short one', 'hunter2'],
    ['one that looks like a part itself', '7:hunter2'],
    ['a long one', 'x'.repeat(2_345)],
    ['one that just fits', 'x'.repeat(97)],
    ['characters of two halves', '🔑'.repeat(777)],
    ['lines', `-----BEGIN-----\n${'ab/+\n'.repeat(500)}`],
  ])('comes back whole: %s', (_name, secret) => {
    const parts = splitSecret(secret, 100);
    expect(countOfParts(parts[0] ?? '')).toBe(parts.length);
    expect(joinSecret(parts)).toBe(secret);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(100);
      expect(part.isWellFormed()).toBe(true);
    }
  });

  it('is refused when it would take too many', () => {
    expect(() => splitSecret('x'.repeat(4_000), 100)).toThrow(/too long/);
  });

  it('is not taken from an entry that somebody else wrote', () => {
    expect(countOfParts('hunter2')).toBeUndefined();
    expect(countOfParts('99:x')).toBeUndefined();
    expect(countOfParts('0:x')).toBeUndefined();
  });
});
