import { afterEach, describe, expect, test } from 'vitest';
import type { ForwardOrder } from '../../../main/contract/forward.ts';
import { fail, problem } from '../../../main/lib/result.ts';
import { Ports } from '../../../main/ports/ports.ts';
import { ready, setUp, turn } from '../sessions/session-harness.ts';
import { hostKey } from '../transfers/transfer-harness.ts';

const place = { sessionId: 's1', machine: 0 };
const local: ForwardOrder = { kind: 'local', localPort: 0, target: { host: 'localhost', port: 3000 } };
const remote: ForwardOrder = {
  kind: 'remote',
  remoteHost: '127.0.0.1',
  remotePort: 0,
  target: { host: 'localhost', port: 80 },
};
const figures = { connections: 0, connectionsEver: 0, bytesUp: 0, bytesDown: 0 };

const opened: Ports[] = [];
afterEach(() => {
  for (const ports of opened.splice(0)) ports[Symbol.dispose]();
});

async function connected() {
  const app = setUp();
  const ports = new Ports({ truth: app.truth, machines: app.sessions.machines });
  opened.push(ports);
  app.sessions.take(ready);
  const latest = () => {
    const connection = app.launched.at(-1);
    if (connection === undefined) throw new Error('no connection process');
    return connection;
  };
  const connect = async () => {
    latest().say('link', { machine: 0, state: 'connected', hostKey, signedInWith: 'own key' });
    await turn();
  };
  await connect();
  const called = (name: string) =>
    latest()
      .calls.filter((call) => call.name === name)
      .map(({ input }) => input);
  const forwards = () => app.truth.get('ports', 's1')?.forwards;
  return { ...app, ports, latest, connect, called, forwards };
}

async function withForward(order = local, port = 4711) {
  const app = await connected();
  const asked = await app.ports.open(place, order);
  if (!asked.ok) throw new Error(asked.problem.message);
  const { forwardId: id } = asked.value;
  app.latest().say('forward', { id, state: 'open', port, ...figures });
  return { ...app, id };
}

describe('what listens on a machine', () => {
  const listening = { machine: 0, ports: [{ port: 3000, address: '127.0.0.1', program: 'node' }] };

  test('is in the truth as long as anybody watches', async () => {
    const { ports, truth, latest, called } = await connected();
    latest().say('ports', listening);
    expect(truth.get('ports', 's1')).toBeUndefined();
    ports.watch(place, true);
    ports.watch(place, true);
    latest().say('ports', listening);
    expect(truth.get('ports', 's1')?.machines).toEqual([listening]);
    ports.watch(place, false);
    expect(truth.get('ports', 's1')?.machines).toEqual([listening]);
    ports.watch(place, false);
    expect(truth.get('ports', 's1')).toBeUndefined();
    expect(called('watchPorts').at(-1)).toEqual({ machine: 0, isOn: false });
  });

  test('is looked at again by the next connection process, and no more when the window is gone', async () => {
    const { ports, connect, crashes, called, sessions } = await connected();
    ports.watch(place, true);
    crashes.at(-1)?.('bang');
    sessions.reconnect('s1', 0);
    await connect();
    expect(called('watchPorts')).toEqual([{ machine: 0, isOn: true }]);
    ports.unwatchAll();
    expect(called('watchPorts').at(-1)).toEqual({ machine: 0, isOn: false });
  });

  test('is not known of a session that is not there', async () => {
    const { ports } = await connected();
    expect(ports.watch({ sessionId: 'nobody', machine: 0 }, true)).toMatchObject({ problem: { code: 'not-found' } });
  });
});

describe('a forward', () => {
  test('is in the truth with what is known of it', async () => {
    const { forwards, latest, id } = await withForward();
    const reason = problem('connection-refused', 'Nothing answers.');
    latest().say('forward', { id, state: 'open', port: 4711, ...figures, bytesUp: 7, problem: reason });
    expect(forwards()).toEqual([
      { id, machine: 0, order: local, state: 'open', port: 4711, ...figures, bytesUp: 7, problem: reason },
    ]);
    latest().say('forward', { id, state: 'open', port: 4711, ...figures, bytesUp: 8 });
    expect(forwards()?.[0]).not.toHaveProperty('problem');
    latest().say('forward', { id: 'unknown', state: 'open', port: 1, ...figures });
    expect(forwards()).toHaveLength(1);
  });

  test('that cannot be opened leaves nothing but its reason', async () => {
    const { ports, latest, truth } = await connected();
    latest().answers.set('openForward', () => fail('already-exists', 'Port 80 is in use.'));
    expect(await ports.open(place, local)).toMatchObject({ ok: false, problem: { code: 'already-exists' } });
    expect(truth.get('ports', 's1')).toBeUndefined();
  });

  test('is opened on the same port by the next connection process', async () => {
    const { ports, connect, crashes, called, forwards, latest, id } = await withForward();
    crashes.at(-1)?.('bang');
    expect(forwards()).toMatchObject([{ id, state: 'waiting', port: 4711 }]);
    // A machine with forwards is connected again by itself.
    await connect();
    expect(called('openForward')).toEqual([{ machine: 0, forwardId: id, order: { ...local, localPort: 4711 } }]);
    latest().say('forward', { id, state: 'open', port: 4711, ...figures });
    await connect();
    expect(called('openForward')).toHaveLength(1);
    ports.close('s1', id);
    expect(called('closeForward')).toEqual([{ forwardId: id }]);
    expect(forwards()).toBeUndefined();
  });

  test('whose port is taken by then says so', async () => {
    const { connect, crashes, forwards, latest } = await withForward(remote);
    crashes.at(-1)?.('bang');
    latest().answers.set('openForward', () => fail('not-allowed', 'The server did not open port 4711.'));
    await connect();
    expect(forwards()).toMatchObject([{ state: 'failed', problem: { code: 'not-allowed' } }]);
  });

  test('goes with its session', async () => {
    const { sessions, truth, latest, id } = await withForward();
    const connection = latest();
    sessions.take({ ...ready, state: 'closed', machines: [] });
    expect(truth.get('ports', 's1')).toBeUndefined();
    connection.say('forward', { id, state: 'open', port: 4711, ...figures });
    expect(truth.get('ports', 's1')).toBeUndefined();
  });

  test('opens in a browser when it leads here, and only then', async () => {
    const { ports, id } = await withForward();
    expect(ports.address('s1', id, 'https')).toEqual({ ok: true, value: 'https://127.0.0.1:4711/' });
    expect(ports.address('s1', 'other', 'http')).toMatchObject({ problem: { code: 'not-found' } });
    const there = await withForward(remote);
    expect(there.ports.address('s1', there.id, 'http')).toMatchObject({ problem: { code: 'not-supported' } });
  });

  test('is one of at most two hundred', async () => {
    const { ports } = await connected();
    for (let count = 0; count < 200; count += 1) await ports.open(place, local);
    expect(await ports.open(place, local)).toMatchObject({ ok: false, problem: { code: 'limit-reached' } });
  });
});
