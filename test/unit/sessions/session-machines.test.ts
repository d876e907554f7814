import { describe, expect, test } from 'vitest';
import type { StreamPort } from '../../../main/ipc/port-broker.ts';
import type { MachineWatcher } from '../../../main/sessions/session-machines.ts';
import { hostKey } from '../transfers/transfer-harness.ts';
import { ready, setUp, turn } from './session-harness.ts';

const place = { sessionId: 's1', machine: 0 };

/** A watcher that writes down what it hears. */
function listening(isBusy = false) {
  const heard: string[] = [];
  const watcher: Partial<MachineWatcher> = {
    connected: ({ sessionId, machine }) => void heard.push(`connected ${sessionId} ${machine}`),
    progress: (sessionId, changes) => void heard.push(`progress ${sessionId} ${changes.length}`),
    crashed: (sessionId) => void heard.push(`crashed ${sessionId}`),
    released: (sessionId) => void heard.push(`released ${sessionId}`),
    isBusy: () => isBusy,
  };
  return { heard, watcher };
}

async function connected() {
  const app = setUp();
  app.sessions.take(ready);
  const [connection] = app.launched;
  connection?.say('link', { machine: 0, state: 'connected', hostKey, signedInWith: 'own key' });
  await turn();
  return { ...app, connection, machines: app.sessions.machines };
}

describe('a machine', () => {
  test('can be reached once it was connected, also while its link is lost', async () => {
    const { sessions } = setUp();
    expect(sessions.machines.reach(place)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    sessions.take(ready);
    expect(sessions.machines.reach(place)).toMatchObject({ ok: false, problem: { code: 'connection-lost' } });
    const { machines, connection } = await connected();
    const identity = { user: 'me', host: '127.0.0.1', port: 2222, hostKey: hostKey.sha256 };
    expect(machines.reach(place)).toMatchObject({
      ok: true,
      value: { name: 'me@127.0.0.1', identity, isConnected: true },
    });
    expect(machines.connected()).toEqual([place]);
    connection?.say('link', { machine: 0, state: 'lost' });
    expect(machines.reach(place)).toMatchObject({ ok: true, value: { isConnected: false } });
    expect(machines.connected()).toEqual([]);
    expect(machines.hostKey(place)).toBe(hostKey.publicKey);
  });

  test('cannot be reached any more when its session is over', async () => {
    const { machines, sessions } = await connected();
    expect(machines.isAlive('s1')).toBe(true);
    sessions.take({ ...ready, state: 'closed', machines: [] });
    expect(machines.reach(place)).toMatchObject({ ok: false, problem: { code: 'session-ended' } });
    expect(machines.isAlive('s1')).toBe(false);
    expect(machines.connected()).toEqual([]);
  });

  test('gives a file browser its port', async () => {
    const { machines, connection } = await connected();
    expect(await machines.attachFiles(place, {} as StreamPort)).toEqual({ ok: true, value: undefined });
    expect(connection?.calls.at(-1)).toEqual({ name: 'attachFiles', input: { machine: 0 } });
    const nowhere = await machines.attachFiles({ ...place, machine: 3 }, {} as StreamPort);
    expect(nowhere).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('says how it let us in, and never with what', async () => {
    const { sessions } = await connected();
    expect(sessions.signIn('s1', 0)).toEqual({
      ok: true,
      value: { kind: 'private-key', label: 'own key', isOwn: false },
    });
    expect(sessions.signIn('s1', 1)).toMatchObject({ ok: false, problem: { code: 'connection-lost' } });
  });
});

describe('whoever works on machines', () => {
  test('hears of links, transfers, crashes and ends, once each', async () => {
    const { heard, watcher } = listening();
    const { sessions, launched, crashes } = setUp();
    const stop = sessions.machines.watch(watcher);
    sessions.take(ready);
    launched[0]?.say('link', { machine: 0, state: 'connected', hostKey });
    launched[0]?.say('link', { machine: 0, state: 'connected', latencyMs: 3 });
    launched[0]?.say('transfers', { changes: [] });
    crashes[0]?.('exit code 9');
    launched[0]?.say('transfers', { changes: [] });
    sessions.take({ ...ready, state: 'closed', machines: [] });
    expect(heard).toEqual(['connected s1 0', 'progress s1 0', 'crashed s1', 'released s1']);
    stop();
    sessions.take({ ...ready, id: 's2' });
    launched.at(-1)?.say('link', { machine: 0, state: 'connected', hostKey });
    expect(heard).toHaveLength(4);
  });

  test('gets the machines back after a crash that were at work, and no others', () => {
    for (const isBusy of [true, false]) {
      const { sessions, launched, crashes } = setUp();
      sessions.machines.watch(listening(isBusy).watcher);
      sessions.take(ready);
      launched[0]?.say('link', { machine: 0, state: 'connected', hostKey });
      crashes[0]?.('exit code 9');
      expect(launched).toHaveLength(isBusy ? 2 : 1);
    }
  });
});
