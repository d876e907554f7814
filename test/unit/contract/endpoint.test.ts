import { expect, test } from 'vitest';
import { endpointSchema } from '../../../main/contract/session.ts';

const good = { kind: 'ssh', host: '127.0.0.1', port: 22, user: 'vagrant' };

test.each(['127.0.0.1', 'ssh.circleci.com', 'a-b_c.example', '::1', '2001:db8::1'])('takes the host %s', (host) => {
  expect(endpointSchema.safeParse({ ...good, host }).success).toBe(true);
});

test.each(['-oProxyCommand=x', '', ' a', 'a b', 'a;b', '$(x)', 'a\nb', '[::1]', 'a/b', '.a', 'x'.repeat(300)])(
  'refuses the host %j',
  (host) => {
    expect(endpointSchema.safeParse({ ...good, host }).success).toBe(false);
  },
);

test.each(['-l', '', 'a b', 'a;b', '$x', '\u202eroot'])('refuses the user %j', (user) => {
  expect(endpointSchema.safeParse({ ...good, user }).success).toBe(false);
});

test.each([0, 65_536, 1.5, '22', null])('refuses the port %j', (port) => {
  expect(endpointSchema.safeParse({ ...good, port }).success).toBe(false);
});
