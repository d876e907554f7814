import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { generateMachineKeys } from '../../../main/buildhost/access/machine-keys.ts';

/** Enough to meet the one pair in 256 that ssh2 writes wrongly: a run without meeting it is rarer than one in 2,000. */
const PAIRS = 1_000;

test('every pair of keys can be read and used', () => {
  for (let made = 0; made < PAIRS; made += 1) {
    const { hostPrivateKey, clientPrivateKey, clientPublicKey } = generateMachineKeys();
    expect(ssh2.utils.parseKey(hostPrivateKey)).not.toBeInstanceOf(Error);
    const key = ssh2.utils.parseKey(clientPrivateKey);
    const shown = ssh2.utils.parseKey(clientPublicKey);
    if (key instanceof Error || shown instanceof Error) throw new Error('a key could not be read');
    const data = Buffer.from(`sign-in ${made}`);
    expect(shown.verify(data, key.sign(data))).toBe(true);
  }
});
