import { expect, it } from 'vitest';
import { algorithmOf, faultOf, sshString } from '../../../main/keys/ssh-wire.ts';
import { lookUp } from '../../../main/lib/look-up.ts';

it('knows what is in the table, and nothing that every object has', () => {
  expect(lookUp({ failed: 1 }, 'failed')).toBe(1);
  for (const word of ['constructor', '__proto__', 'toString', 'valueOf']) expect(lookUp({}, word)).toBeUndefined();
});

it('a key of an agent that calls itself "constructor" is shown as what it says it is', () => {
  const blob = Buffer.concat([sshString('constructor'), sshString('x')]);
  expect(algorithmOf(blob)).toBe('constructor');
  expect(faultOf(blob)).toContain('constructor');
});
