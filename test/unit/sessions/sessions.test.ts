import { describe, expect, test } from 'vitest';
import type { Result } from '../../../main/contract/problem.ts';
import { ready, requested, setUp, turn } from './session-harness.ts';

describe('a session', () => {
  test('shows the request, connects when the machine is there, and opens the first terminal by itself', async () => {
    const { sessions, launched, session } = setUp();
    expect(await sessions.start('b1')).toEqual({ ok: true, value: { sessionId: 's1' } });
    expect(session()).toMatchObject({ state: 'requested', title: 'storefront #412', machines: [] });
    expect(launched).toEqual([]);
    sessions.take(ready);
    expect(session()?.machines[0]).toMatchObject({ link: 'connecting' });
    expect(launched[0]?.calls[0]).toMatchObject({
      name: 'connect',
      input: { machine: 0, identities: [{ kind: 'private-key', privateKey: 'KEY MATERIAL' }] },
    });
    launched[0]?.say('link', { machine: 0, state: 'connected', signedInWith: 'own key' });
    await turn();
    expect(session()?.terminals).toMatchObject([{ number: 1, state: 'opening', machine: 0 }]);
    expect(session()?.machines[0]).toMatchObject({ link: 'connected', signedInWith: 'own key' });
  });

  test('opens no terminal again when the person closed the last one', async () => {
    const { sessions, launched, session } = setUp();
    sessions.take(ready);
    launched[0]?.say('link', { machine: 0, state: 'connected' });
    await turn();
    const terminal = session()?.terminals[0];
    await sessions.closeTerminal('s1', terminal?.id ?? '');
    launched[0]?.say('link', { machine: 0, state: 'connected', latencyMs: 12 });
    await turn();
    expect(session()).toMatchObject({ terminals: [], machines: [{ latencyMs: 12 }] });
  });

  test('never puts a secret into the truth', () => {
    const { sessions, truth } = setUp();
    sessions.take(ready);
    expect(JSON.stringify(truth.snapshot())).not.toContain('KEY MATERIAL');
  });

  test('keeps links and terminals when the provider repeats itself', async () => {
    const { sessions, launched, session } = setUp();
    sessions.take(ready);
    launched[0]?.say('link', { machine: 0, state: 'connected' });
    await turn();
    sessions.take({ ...ready, events: { finishedAt: 1000 } });
    expect(launched).toHaveLength(1);
    expect(session()).toMatchObject({
      machines: [{ link: 'connected' }],
      terminals: [{ number: 1 }],
      deadline: { certainty: 'known' },
    });
  });

  test('tells whether a machine can have a desktop, as its provider said it last', () => {
    const { sessions, session } = setUp();
    const say = (desktop: { missing?: string } | undefined): void =>
      sessions.take({ ...ready, machines: ready.machines.map((machine) => ({ ...machine, desktop })) });
    say({ missing: 'Install it.' });
    expect(session()?.machines[0]?.desktop).toEqual({ missing: 'Install it.' });
    say({});
    expect(session()?.machines[0]?.desktop).toEqual({});
    say(undefined);
    expect(session()?.machines[0]?.desktop).toBeUndefined();
  });

  test('survives the crash of its connection process and connects again with a new one', async () => {
    const { sessions, launched, crashes, session } = setUp();
    sessions.take(ready);
    launched[0]?.say('link', { machine: 0, state: 'connected' });
    await turn();
    crashes[0]?.('exit code 9');
    expect(session()).toMatchObject({
      state: 'ready',
      machines: [{ link: 'lost', problem: { code: 'process-crashed' } }],
      terminals: [{ state: 'lost' }],
    });
    expect(sessions.reconnect('s1', 0)).toEqual({ ok: true, value: undefined });
    launched[1]?.say('link', { machine: 0, state: 'connected' });
    await turn();
    expect(session()?.terminals).toMatchObject([
      { number: 1, state: 'lost' },
      { number: 2, state: 'opening' },
    ]);
    expect(session()?.machines[0]).toMatchObject({ link: 'connected', problem: undefined });
  });

  test('lets go of everything when it is over, and stays over', () => {
    const { sessions, launched, session } = setUp();
    sessions.take(ready);
    sessions.take({ ...ready, state: 'expired', machines: [] });
    expect(launched[0]?.isDisposed()).toBe(true);
    launched[0]?.say('link', { machine: 0, state: 'lost', problem: { code: 'connection-lost', message: 'Reset.' } });
    expect(session()).toMatchObject({ state: 'expired', machines: [{ link: 'idle', problem: undefined }] });
    sessions.take(ready);
    expect(session()?.state).toBe('expired');
    expect(launched).toHaveLength(1);
    expect(sessions.reconnect('s1', 0)).toMatchObject({ ok: false, problem: { code: 'session-ended' } });
    expect(sessions.forget('s1')).toEqual({ ok: true, value: undefined });
    expect(session()).toBeUndefined();
  });

  test('connects nothing any more once the app quits', async () => {
    const { sessions, launched } = setUp();
    await sessions.start('b1');
    await sessions[Symbol.asyncDispose]();
    sessions.take(ready);
    expect(launched).toEqual([]);
  });

  test('that ends while it connects shows no failed connection', async () => {
    const { sessions, launched, session, answerFirst } = setUp();
    sessions.take(requested);
    const refused: Result<undefined> = { ok: false, problem: { code: 'process-crashed', message: 'It stopped.' } };
    const connecting = Promise.withResolvers<Result<undefined>>();
    answerFirst(connecting.promise);
    sessions.take(ready);
    sessions.take({ ...ready, state: 'closed', machines: [] });
    connecting.resolve(refused);
    await turn();
    expect(launched).toHaveLength(1);
    expect(session()).toMatchObject({ state: 'closed', machines: [{ link: 'idle', problem: undefined }] });
  });

  test('goes back to where it was when the service refuses to end it', async () => {
    const refusal: Result<undefined> = { ok: false, problem: { code: 'not-allowed', message: 'No.' } };
    const { sessions, session } = setUp({ provider: { endSession: () => Promise.resolve(refusal) } });
    sessions.take(ready);
    expect(await sessions.end('s1')).toEqual(refusal);
    expect(session()?.state).toBe('ready');
    expect(sessions.forget('s1')).toMatchObject({ ok: false, problem: { code: 'busy' } });
  });
});
