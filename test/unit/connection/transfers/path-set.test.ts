import { describe, expect, it } from 'vitest';
import { PathSet, pathKey, readKey, writeKey } from '../../../../main/connection/transfers/path-set.ts';

describe('keys of paths', () => {
  it('are the same for the same path and salt, others for another salt, and survive being written down', () => {
    const key = pathKey('salt', '0/tree/a.txt');
    expect(pathKey('salt', '0/tree/a.txt')).toBe(key);
    expect(pathKey('other', '0/tree/a.txt')).not.toBe(key);
    expect(Number.isSafeInteger(key)).toBe(true);
    expect(readKey(writeKey(key))).toBe(key);
  });

  it('use all their bits', () => {
    let bits = 0n;
    for (let index = 0; index < 200; index += 1) bits |= BigInt(pathKey('salt', `${index}`));
    expect(bits.toString(2)).toBe('1'.repeat(53));
  });

  it('are not read from what is none', () => {
    for (const text of ['', '0', '-1', '1.5', 'ZZ', 'zzzzzzzzzzzz', 'zzzzzzzzzzz', ' 1', '1e5!']) {
      expect([text, readKey(text)]).toEqual([text, undefined]);
    }
  });
});

describe('a set of paths', () => {
  it('knows 100,000 of them and nobody else, in a few megabytes', () => {
    const set = new PathSet();
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 100_000; index += 1) expect(set.add(pathKey('salt', `f/${index}`))).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000_000);
    expect(set.size).toBe(100_000);
    for (let index = 0; index < 100_000; index += 97) {
      expect(set.has(pathKey('salt', `f/${index}`))).toBe(true);
      expect(set.has(pathKey('salt', `g/${index}`))).toBe(false);
    }
    expect(set.add(pathKey('salt', 'f/5'))).toBe(false);
    expect(set.size).toBe(100_000);
  });
});
