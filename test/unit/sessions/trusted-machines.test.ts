import { describe, expect, test } from 'vitest';
import { ok } from '../../../main/lib/result.ts';
import type { ProviderMachine, ProviderSession } from '../../../main/providers/provider.ts';
import { MOST_MACHINES } from '../../../main/sessions/trusted-machines.ts';
import { ready, requested, setUp } from './session-harness.ts';

const machine = (index: number, host: string): ProviderMachine => ({
  index,
  name: `machine ${index}`,
  os: 'linux',
  endpoints: [{ kind: 'ssh', host, port: 22, user: 'me' }],
  identities: [],
  usesOwnKeys: true,
});
const session = (...machines: ProviderMachine[]): ProviderSession => ({ ...ready, machines });

describe('a service elsewhere', () => {
  test.each(['127.0.0.1', 'localhost', '127.1', '::1', '0x7f000001', '169.254.169.254', '::ffff:127.0.0.1'])(
    'cannot have us sign in at %s with the person’s keys',
    (host) => {
      const given = setUp({ mayBeHere: false });
      given.sessions.take(session(machine(0, host)));
      expect(given.asked).toEqual([]);
      expect(given.launched).toEqual([]);
      expect(given.session()).toMatchObject({ machines: [], problem: { code: 'service-failed' } });
      expect(given.session()?.problem?.message).toContain('this computer');
    },
  );

  test('keeps its other machines and screens', () => {
    const given = setUp({ mayBeHere: false });
    const screen = { kind: 'vnc' as const, host: '127.0.0.1', port: 5900, password: 'secret' };
    const own = { ...machine(0, 'build.example.com'), usesOwnKeys: false };
    given.sessions.take(session({ ...own, endpoints: [...own.endpoints, screen] }, machine(1, 'localhost')));
    expect(given.session()?.machines).toMatchObject([{ index: 0, endpoints: [{ kind: 'ssh' }] }]);
    expect(given.launched[0]?.connects()).toMatchObject([{ machine: 0, isElsewhere: true }]);
  });

  test('cannot have us connect to thousands of machines', () => {
    const given = setUp({ mayBeHere: false });
    const machines = Array.from({ length: 5_000 }, (_, index) => machine(index, 'h.example.com'));
    given.sessions.take(session(...machines.map((one) => ({ ...one, usesOwnKeys: false }))));
    expect(given.session()?.machines).toHaveLength(MOST_MACHINES);
    expect(given.session()?.problem).toBeUndefined();
  });
});

test('machines on this computer are connected where the service is here too', () => {
  const given = setUp({ mayBeHere: true });
  given.sessions.take(session({ ...machine(0, '127.0.0.1'), usesOwnKeys: false }));
  expect(given.launched[0]?.connects()).toMatchObject([{ machine: 0, isElsewhere: false }]);
});

test('an account that is removed while it asks for a machine leaves no session behind', async () => {
  const given = setUp({
    provider: {
      rebuildWithAccess: () => {
        given.registry.remove('here');
        return Promise.resolve(ok(requested));
      },
    },
  });
  expect(await given.sessions.start('b1')).toMatchObject({ problem: { code: 'not-found' } });
  expect(given.session()).toBeUndefined();
});
