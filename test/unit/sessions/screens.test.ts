import { describe, expect, test } from 'vitest';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import { MAX_SCREENS } from '../../../main/contract/limits.ts';
import type { StreamPort } from '../../../main/ipc/port-broker.ts';
import { ok } from '../../../main/lib/result.ts';
import type { ProviderMachine, ProviderSession } from '../../../main/providers/provider.ts';
import { ready, setUp, turn } from './session-harness.ts';

const port = {} as StreamPort;
const sha = (pair: string): string => Array.from({ length: 32 }, () => pair).join(':');

const vnc = { kind: 'vnc' as const, host: '10.0.0.1', port: 5900, user: 'builder', password: 'vnc-s3cret' };

function machine(more: Partial<ProviderMachine> = {}): ProviderMachine {
  return { index: 0, name: 'mac', os: 'macos', hostKey: undefined, endpoints: [vnc], identities: [], ...more };
}

const withSsh = machine({
  endpoints: [{ kind: 'ssh', host: '10.0.0.1', port: 22, user: 'me' }, vnc],
  identities: [{ kind: 'private-key', label: 'own key', privateKey: 'KEY' }],
});
const session = (...machines: ProviderMachine[]): ProviderSession => ({ ...ready, machines });

/** A session with one screen that is opened, and what its connection process was told of it. */
async function opened(given = setUp(), said = session(withSsh)) {
  given.sessions.take(said);
  const made = await given.sessions.screens.open(
    { sessionId: 's1', machine: 0 },
    { kind: 'endpoint', protocol: 'vnc' },
  );
  if (!made.ok) throw new Error(made.problem.message);
  const { screenId } = made.value;
  const attach = () => given.sessions.screens.attach({ sessionId: 's1', screenId }, port);
  const orders = () =>
    given.launched.flatMap(({ calls }) =>
      calls.filter(({ name }) => name === 'attachScreen').map(({ input }) => input),
    );
  const say = (event: Omit<ConnectionEvents['screen'], 'screenId'>): void =>
    given.launched.at(-1)?.say('screen', { screenId, ...event });
  const screen = () => given.session()?.screens.find(({ id }) => id === screenId);
  return { ...given, screenId, attach, orders, say, screen };
}

describe('a screen', () => {
  test('gets the password of its endpoint when it is looked at, and the window never does', async () => {
    const { attach, orders, truth, screen } = await opened();
    expect(screen()).toMatchObject({ number: 1, protocol: 'vnc', route: 'direct', host: '10.0.0.1', state: 'closed' });
    expect(orders()).toEqual([]);
    expect(await attach()).toEqual(ok());
    expect(orders()).toMatchObject([
      { machine: 0, host: '10.0.0.1', port: 5900, credentials: { user: 'builder', password: 'vnc-s3cret' } },
    ]);
    expect(screen()).toMatchObject({ state: 'connecting' });
    expect(JSON.stringify(truth.snapshot())).not.toContain('s3cret');
  });

  test('asks, gets what was typed, and remembers it for the next time, also in another tab', async () => {
    const { attach, orders, say, screen, screenId, sessions, launched, truth } = await opened();
    await attach();
    say({ state: 'asking', asks: { fields: ['user', 'password'], isRetry: true } });
    expect(screen()).toMatchObject({ state: 'asking', asks: { isRetry: true } });
    const typed = { user: 'anna', password: 'typed-s3cret' };
    expect(await sessions.screens.signIn('s1', screenId, typed)).toEqual(ok());
    expect(launched[0]?.calls.at(-1)).toEqual({ name: 'answerScreen', input: { screenId, credentials: typed } });
    say({ state: 'connecting' });
    expect(screen()?.asks).toBeUndefined();
    await attach();
    expect(orders()[1]).toMatchObject({ credentials: typed });
    await sessions.screens.close('s1', screenId);
    const again = await sessions.screens.open({ sessionId: 's1', machine: 0 }, { kind: 'endpoint', protocol: 'vnc' });
    if (!again.ok) throw new Error('not opened');
    await sessions.screens.attach({ sessionId: 's1', screenId: again.value.screenId }, port);
    expect(orders()[2]).toMatchObject({ credentials: { password: 'typed-s3cret' } });
    expect(JSON.stringify(truth.snapshot())).not.toContain('s3cret');
  });

  test('asks for user and password again after an RDP server refused what was known, whoever told it', async () => {
    const given = setUp();
    given.sessions.take(session(machine({ endpoints: [{ ...vnc, kind: 'rdp', port: 3389 }] })));
    await turn();
    const screenId = given.session()?.screens[0]?.id ?? '';
    const orders = () => given.launched[0]?.calls.filter(({ name }) => name === 'attachScreen') ?? [];
    const attach = () => given.sessions.screens.attach({ sessionId: 's1', screenId }, port);
    const refuse = () =>
      given.launched[0]?.say('screen', {
        screenId,
        state: 'failed',
        problem: { code: 'sign-in-refused', message: 'No.' },
      });
    await attach();
    expect(orders()[0]?.input).toMatchObject({ credentials: { user: 'builder', password: 'vnc-s3cret' } });
    refuse();
    await attach();
    expect(orders()[1]?.input).toMatchObject({ credentials: {} });
    const typed = { user: 'anna', password: 'typed-s3cret' };
    await given.sessions.screens.signIn('s1', screenId, typed);
    await attach();
    expect(orders()[2]?.input).toMatchObject({ credentials: typed });
    refuse();
    await attach();
    expect(orders()[3]?.input).toMatchObject({ credentials: {} });
    await given.sessions.screens.signIn('s1', screenId, typed);
    expect(given.sessions.screens.forgetSignIn('s1', screenId)).toEqual(ok());
    await attach();
    expect(orders()[4]?.input).toMatchObject({ credentials: {} });
    expect(given.sessions.screens.forgetSignIn('s1', 'gone')).toMatchObject({ problem: { code: 'not-found' } });
  });

  test('keeps the first certificate as its pin until the person trusts another one', async () => {
    const { attach, orders, say, screenId, sessions } = await opened();
    await attach();
    expect(orders()[0]).toMatchObject({ pin: undefined });
    say({ state: 'connecting', certificate: { sha256: sha('AA') } });
    await attach();
    expect(orders()[1]).toMatchObject({ pin: sha('AA') });
    say({ state: 'connecting', certificate: { sha256: sha('BB') } });
    say({ state: 'failed', problem: { code: 'certificate-changed', message: 'Another one.' } });
    await attach();
    expect(orders()[2]).toMatchObject({ pin: sha('AA') });
    expect(sessions.screens.trust('s1', screenId)).toEqual(ok());
    await attach();
    expect(orders()[3]).toMatchObject({ pin: sha('BB') });
  });

  test('keeps what was said before of what an event leaves out, but for questions and problems', async () => {
    const { attach, say, screen } = await opened();
    await attach();
    say({ state: 'connecting', security: 'VNC password', isEncrypted: false, latencyMs: 12 });
    say({ state: 'open' });
    expect(screen()).toMatchObject({ state: 'open', security: 'VNC password', latencyMs: 12 });
    say({ state: 'lost', problem: { code: 'connection-lost', message: 'Gone.' } });
    await attach();
    expect(screen()).toMatchObject({ state: 'connecting', problem: undefined });
  });

  test('is lost with its connection process, and connects again with a new one', async () => {
    const { attach, say, screen, crashes, launched } = await opened();
    await attach();
    say({ state: 'open' });
    crashes[0]?.('exit code 9');
    expect(screen()).toMatchObject({ state: 'lost', problem: { code: 'process-crashed' } });
    await attach();
    expect(launched[1]?.calls.at(-1)?.name).toBe('attachScreen');
  });

  test('of a machine without SSH opens by itself once, and not again when the person closed it', async () => {
    const given = setUp();
    given.sessions.take(session(machine()));
    await turn();
    expect(given.session()?.screens).toMatchObject([{ protocol: 'vnc', route: 'direct' }]);
    expect(given.launched).toEqual([]);
    await given.sessions.screens.close('s1', given.session()?.screens[0]?.id ?? '');
    given.sessions.take(session(machine()));
    await turn();
    expect(given.session()?.screens).toEqual([]);
    const other = setUp();
    other.sessions.take(session(withSsh));
    await turn();
    expect(other.session()?.screens).toEqual([]);
  });

  test('through SSH goes to a port of the machine itself, without the password of the service’s own screen', async () => {
    const { sessions, launched, session: shown } = await opened();
    const made = await sessions.screens.open(
      { sessionId: 's1', machine: 0 },
      { kind: 'ssh', protocol: 'vnc', port: 5901 },
    );
    expect(shown()?.screens[1]).toMatchObject({ number: 2, route: 'ssh', host: '127.0.0.1', port: 5901 });
    if (made.ok) await sessions.screens.attach({ sessionId: 's1', screenId: made.value.screenId }, port);
    expect(launched[0]?.calls.at(-1)?.input).toMatchObject({ route: 'ssh', credentials: {} });
  });

  test('of a desktop that the provider starts has the password that came with it', async () => {
    const desktop = { protocol: 'vnc' as const, host: '127.0.0.1', port: 5999, password: 'desk-s3cret' };
    const given = setUp({ provider: { openDesktop: () => Promise.resolve(ok(desktop)) } });
    given.sessions.take(session(withSsh));
    const made = await given.sessions.screens.open({ sessionId: 's1', machine: 0 }, { kind: 'desktop' });
    if (!made.ok) throw new Error('not opened');
    await given.sessions.screens.attach({ sessionId: 's1', screenId: made.value.screenId }, port);
    expect(given.launched[0]?.calls.at(-1)?.input).toMatchObject({
      port: 5999,
      credentials: { password: 'desk-s3cret' },
    });
    expect(JSON.stringify(given.truth.snapshot())).not.toContain('desk-s3cret');
    // Started again, it answers elsewhere.
    desktop.port = 6001;
    desktop.password = 'next-s3cret';
    await given.sessions.screens.attach({ sessionId: 's1', screenId: made.value.screenId }, port);
    expect(given.launched[0]?.calls.at(-1)?.input).toMatchObject({
      port: 6001,
      credentials: { password: 'next-s3cret' },
    });
    expect(given.session()?.screens[0]).toMatchObject({ port: 6001 });
    const none = setUp();
    none.sessions.take(session(withSsh));
    expect(await none.sessions.screens.open({ sessionId: 's1', machine: 0 }, { kind: 'desktop' })).toMatchObject({
      problem: { code: 'not-supported' },
    });
  });

  test('that is started on the machine gets a password made here, which only its connection process learns', async () => {
    const given = setUp();
    given.sessions.take(session(withSsh));
    given.launched[0]?.say('link', { machine: 0, state: 'connected' });
    await turn();
    given.launched[0]?.answers.set('startScreenServer', () => ok({ protocol: 'vnc', port: 5907 }));
    const made = await given.sessions.screens.startServer({ sessionId: 's1', machine: 0 }, 'x11vnc :0');
    if (!made.ok) throw new Error('not started');
    const asked = given.launched[0]?.calls.find(({ name }) => name === 'startScreenServer')?.input;
    const { password } = asked as { password: string };
    expect(password).toMatch(/^[A-Za-z0-9]{8}$/);
    await given.sessions.screens.attach({ sessionId: 's1', screenId: made.value.screenId }, port);
    expect(given.launched[0]?.calls.at(-1)?.input).toMatchObject({
      port: 5907,
      route: 'ssh',
      credentials: { password },
    });
  });

  test('is refused where there is none, after the end, and beyond what a session can have', async () => {
    const given = setUp();
    const place = { sessionId: 's1', machine: 0 };
    given.sessions.take(session(withSsh));
    const { screens } = given.sessions;
    expect(await screens.open(place, { kind: 'endpoint', protocol: 'rdp' })).toMatchObject({
      problem: { code: 'not-found' },
    });
    expect(await screens.open({ ...place, machine: 7 }, { kind: 'desktop' })).toMatchObject({ ok: false });
    expect(await screens.find(place)).toMatchObject({ problem: { code: 'connection-lost' } });
    for (let count = 0; count < MAX_SCREENS; count += 1)
      expect(await screens.open(place, { kind: 'ssh', protocol: 'vnc', port: 5900 })).toMatchObject({ ok: true });
    expect(await screens.open(place, { kind: 'ssh', protocol: 'vnc', port: 5900 })).toMatchObject({
      problem: { code: 'limit-reached' },
    });
    given.sessions.take({ ...ready, state: 'closed', machines: [] });
    expect(await screens.open(place, { kind: 'ssh', protocol: 'vnc', port: 5900 })).toMatchObject({
      problem: { code: 'session-ended' },
    });
  });

  test('leaves no secret behind when the session ends', async () => {
    const { attach, say, screenId, sessions, kept, screen } = await opened();
    await attach();
    say({ state: 'asking', asks: { fields: ['password'], isRetry: false } });
    await sessions.screens.signIn('s1', screenId, { password: 'typed' });
    expect(kept.size).toBeGreaterThan(0);
    sessions.take({ ...ready, state: 'expired', machines: [] });
    expect(kept.size).toBe(0);
    expect(screen()).toMatchObject({ state: 'closed' });
    expect(await sessions.screens.attach({ sessionId: 's1', screenId }, port)).toMatchObject({
      problem: { code: 'session-ended' },
    });
  });

  test('tells another program where it is, but not a screen that only this computer can reach', async () => {
    const { sessions } = await opened();
    expect(sessions.screens.endpoint({ sessionId: 's1', machine: 0 }, 'vnc')).toMatchObject({
      value: { host: '10.0.0.1', port: 5900 },
    });
    expect(sessions.screens.endpoint({ sessionId: 's1', machine: 0 }, 'rdp')).toMatchObject({ ok: false });
  });
});
