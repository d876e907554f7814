import { expect, it } from 'vitest';
import { lookUp } from '../../../main/lib/look-up.ts';
import { algorithmOf, faultOf, sshString } from '../../../main/keys/ssh-wire.ts';

it('knows what is in the table, and nothing that every object has', () => {
  expect(lookUp({ failed: 1 }, 'failed')).toBe(1);
  for (const word of ['constructor', '__proto__', 'toString', 'valueOf']) expect(lookUp({}, word)).toBeUndefined();
});

it.each(['constructor', 'toString'])(
  'a key of an agent that calls itself %s is shown as what it says it is',
  (type) => {
    const blob = Buffer.concat([sshString(type), sshString('x')]);
    expect(algorithmOf(blob)).toBe(type);
    expect(faultOf(blob)).toContain(type);
  },
);
