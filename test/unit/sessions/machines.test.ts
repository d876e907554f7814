import { describe, expect, test } from 'vitest';
import type { ProviderMachine, ProviderSession } from '../../../main/providers/provider.ts';
import { ready, setUp, turn } from './session-harness.ts';

const ssh = (port: number) => ({ kind: 'ssh' as const, host: '127.0.0.1', port, user: 'me' });

function machine(index: number, more: Partial<ProviderMachine> = {}): ProviderMachine {
  return {
    index,
    name: `machine ${index}`,
    os: 'linux',
    hostKey: undefined,
    endpoints: [ssh(2200 + index)],
    identities: [{ kind: 'private-key', label: 'own key', privateKey: `KEY ${index}` }],
    ...more,
  };
}

const session = (...machines: ProviderMachine[]): ProviderSession => ({ ...ready, machines });
const key = (letter: string, source: 'provider' | 'first-contact', algorithm = 'ssh-ed25519') => ({
  algorithm,
  sha256: `SHA256:${letter.repeat(43)}`,
  source,
});

describe('the machines of a session', () => {
  test('are all connected, also one that appears later, and the first terminal opens on the failing one', async () => {
    const given = setUp();
    const failedStep = { name: 'Test', machine: 1, command: 'npm test', replayLine: 'npm test' };
    given.sessions.take({ ...session(machine(0), machine(1)), failedStep });
    given.sessions.take({ ...session(machine(0), machine(1), machine(2)), failedStep });
    expect(given.launched).toHaveLength(1);
    expect(given.launched[0]?.connects()).toMatchObject([{ machine: 0 }, { machine: 1 }, { machine: 2 }]);
    for (const index of [0, 1, 2]) given.launched[0]?.say('link', { machine: index, state: 'connected' });
    await turn();
    expect(given.session()?.terminals).toMatchObject([{ machine: 1, number: 1 }]);
  });

  test('stay in the list when their provider leaves them out for a moment', () => {
    const given = setUp();
    given.sessions.take(session(machine(0), machine(1)));
    given.sessions.take(session(machine(1)));
    given.sessions.take(session());
    expect(given.session()?.machines.map(({ index, link }) => [index, link])).toEqual([
      [0, 'connecting'],
      [1, 'connecting'],
    ]);
    expect(given.launched[0]?.connects()).toHaveLength(2);
  });

  test('are connected anew where they moved to, without what was learned at the old place', () => {
    const given = setUp();
    given.sessions.take(session(machine(0)));
    given.launched[0]?.say('link', {
      machine: 0,
      state: 'connected',
      hostKey: key('a', 'first-contact'),
      signedInWith: 'own key',
    });
    given.sessions.take(session(machine(0, { endpoints: [ssh(2299)] })));
    expect(given.launched[0]?.connects()[1]).toMatchObject({ endpoint: { port: 2299 }, hostKey: undefined });
    expect(given.session()?.machines[0]).toMatchObject({ link: 'connecting', endpoints: [{ port: 2299 }] });
    expect(given.session()?.machines[0]?.signedInWith).toBeUndefined();
  });

  test('are tried again when there is something new to sign in with, and only then', () => {
    const given = setUp();
    given.sessions.take(session(machine(0)));
    given.launched[0]?.say('link', {
      machine: 0,
      state: 'failed',
      problem: { code: 'sign-in-refused', message: 'No.' },
    });
    given.sessions.take(session(machine(0)));
    expect(given.launched[0]?.connects()).toHaveLength(1);
    const password = { kind: 'password' as const, label: 'password', password: 'right' };
    given.sessions.take(session(machine(0, { identities: [password] })));
    expect(given.launched[0]?.connects()[1]).toMatchObject({ identities: [password] });
    expect(given.kept.size).toBe(1);
  });

  test('are let go when their provider names another host key than the one they showed', async () => {
    const given = setUp();
    given.sessions.take(session(machine(0)));
    given.launched[0]?.say('link', { machine: 0, state: 'connected', hostKey: key('a', 'first-contact', 'ssh-rsa') });
    await turn();
    given.sessions.take(session(machine(0, { hostKey: key('b', 'provider', 'RSA') })));
    given.launched[0]?.say('link', { machine: 0, state: 'idle' });
    expect(given.launched[0]?.calls.at(-1)).toEqual({ name: 'disconnect', input: { machine: 0 } });
    expect(given.session()).toMatchObject({
      machines: [{ link: 'failed', problem: { code: 'host-key-changed' } }],
      terminals: [{ state: 'lost' }],
    });
    expect(given.launched[0]?.connects()).toHaveLength(1);
  });

  test('are kept when the key their provider names is of another kind, and is the pin from then on', () => {
    const given = setUp();
    given.sessions.take(session(machine(0)));
    given.launched[0]?.say('link', { machine: 0, state: 'connected', hostKey: key('a', 'first-contact') });
    given.sessions.take(session(machine(0, { hostKey: key('b', 'provider', 'RSA') })));
    expect(given.session()?.machines[0]).toMatchObject({ link: 'connected', hostKey: key('b', 'provider', 'RSA') });
  });

  test('with screens show where they are; only the clipboard gets the password', () => {
    const given = setUp();
    const screens = machine(0, {
      endpoints: [
        { kind: 'vnc', host: '10.0.0.1', port: 5900, user: 'builder', password: 'vnc-s3cret' },
        { kind: 'rdp', host: '10.0.0.1', port: 3389, user: 'ACME\\anna', password: 'rdp-s3cret' },
      ],
      identities: [],
    });
    given.sessions.take(session(screens));
    expect(given.launched).toEqual([]);
    expect(given.session()?.machines[0]).toMatchObject({
      link: 'idle',
      endpoints: [
        { kind: 'vnc', host: '10.0.0.1', port: 5900, user: 'builder', secretHandle: expect.any(String) as string },
        { kind: 'rdp', user: 'ACME\\anna', secretHandle: expect.any(String) as string },
      ],
    });
    expect(JSON.stringify(given.truth.snapshot())).not.toContain('s3cret');
    expect(given.sessions.copyPassword('s1', 0, 'vnc')).toEqual({ ok: true, value: 'vnc-s3cret' });
    expect(given.sessions.copyPassword('s1', 0, 'rdp')).toEqual({ ok: true, value: 'rdp-s3cret' });
    expect(given.sessions.copyPassword('s1', 0, 'ssh')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(given.sessions.copyPassword('s2', 0, 'vnc')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    const handle = given.session()?.machines[0]?.endpoints[0]?.secretHandle;
    given.sessions.take(session(screens));
    expect(given.session()?.machines[0]?.endpoints[0]?.secretHandle).toBe(handle);
  });

  test('give the password of SSH too, and never a key', () => {
    const given = setUp();
    const password = { kind: 'password' as const, label: 'password', password: 'right' };
    given.sessions.take(session(machine(0, { identities: [...machine(0).identities, password] }), machine(1)));
    expect(given.sessions.copyPassword('s1', 0, 'ssh')).toEqual({ ok: true, value: 'right' });
    expect(given.sessions.copyPassword('s1', 1, 'ssh')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('leave no secret behind when the session is over', () => {
    const given = setUp();
    const screen = { kind: 'vnc' as const, host: '10.0.0.1', port: 5900, password: 'x' };
    given.sessions.take(session(machine(0, { endpoints: [ssh(2200), screen] }), machine(1)));
    expect(given.kept.size).toBe(3);
    given.sessions.take({ ...session(), state: 'expired' });
    expect(given.kept.size).toBe(0);
    expect(given.session()?.machines[0]?.endpoints).toMatchObject([
      { secretHandle: undefined },
      { secretHandle: undefined },
    ]);
    expect(given.sessions.copyPassword('s1', 0, 'vnc')).toMatchObject({ ok: false });
  });
});

describe('terminals', () => {
  const shells = [
    { name: 'PowerShell', command: 'powershell.exe' },
    { name: 'Login shell', command: '' },
  ];

  test('open in the first shell of the machine, or in the one that was chosen', async () => {
    const given = setUp();
    given.sessions.take(session(machine(0, { endpoints: [{ ...ssh(2200), shells }] })));
    given.launched[0]?.say('link', { machine: 0, state: 'connected' });
    await given.sessions.openTerminal('s1', 0, 'Login shell');
    const opened = given.launched[0]?.calls.filter(({ name }) => name === 'openTerminal');
    expect(opened).toMatchObject([{ input: { command: 'powershell.exe' } }, { input: { command: undefined } }]);
    expect(given.session()?.terminals).toMatchObject([{ shell: 'PowerShell' }, { shell: 'Login shell' }]);
    expect(await given.sessions.openTerminal('s1', 0, 'fish')).toMatchObject({
      ok: false,
      problem: { code: 'bad-request' },
    });
  });

  test('open by themselves on the first machine that has any, not on a screen', async () => {
    const given = setUp();
    const screen = machine(0, { endpoints: [{ kind: 'vnc', host: '10.0.0.1', port: 5900 }], identities: [] });
    given.sessions.take(session(screen, machine(1)));
    given.launched[0]?.say('link', { machine: 1, state: 'connected' });
    await turn();
    expect(given.session()?.terminals).toMatchObject([{ machine: 1 }]);
  });
});

describe('the deadline', () => {
  test('counts from the first connection as we saw it, until the provider knows better', () => {
    const given = setUp();
    given.sessions.take({ ...session(machine(0)), events: { finishedAt: 900_000 } });
    expect(given.session()?.deadline).toMatchObject({ at: 1_500_000, certainty: 'known' });
    given.launched[0]?.say('link', { machine: 0, state: 'connected' });
    expect(given.session()?.deadline.at).toBe(given.clock.now() + 3_600_000);
    given.sessions.take({ ...session(machine(0)), events: { finishedAt: 900_000 } });
    expect(given.session()?.deadline.at).toBe(given.clock.now() + 3_600_000);
    given.sessions.take({ ...session(machine(0)), events: { finishedAt: 900_000, firstConnectedAt: 950_000 } });
    expect(given.session()?.deadline.at).toBe(4_550_000);
  });
});
