import { describe, expect, test } from 'vitest';
import { ok } from '../../../main/lib/result.ts';
import { build, ready, setUp, turn } from './session-harness.ts';

describe('the end that a person asks for', () => {
  test('waits for what is saved before, and asks the service only then', async () => {
    const asked: string[] = [];
    const given = setUp({
      provider: {
        endSession: (sessionId) => {
          asked.push(sessionId);
          given.sessions.take({ ...ready, state: 'closed', machines: [] });
          return Promise.resolve(ok());
        },
      },
    });
    const saved = Promise.withResolvers<void>();
    given.sessions.beforeEnd(() => saved.promise);
    given.sessions.beforeEnd(() => Promise.reject(new Error('broken')));
    given.sessions.take(ready);
    const ended = given.sessions.end('s1');
    await turn();
    expect(asked).toEqual([]);
    expect(given.session()?.state).toBe('ready');
    saved.resolve();
    expect(await ended).toEqual({ ok: true, value: undefined });
    expect(asked).toEqual(['s1']);
    expect(given.session()?.state).toBe('closed');
  });

  test('does not wait when nothing is to be saved, also when it waits already', async () => {
    let count = 0;
    const given = setUp({
      provider: {
        endSession: () => {
          count += 1;
          given.sessions.take({ ...ready, state: 'closed', machines: [] });
          return Promise.resolve(ok());
        },
      },
    });
    given.sessions.beforeEnd(() => new Promise(() => {}));
    given.sessions.take(ready);
    const waits = given.sessions.end('s1');
    await turn();
    expect(count).toBe(0);
    const hurries = given.sessions.end('s1', { withoutSalvage: true });
    expect(await hurries).toEqual({ ok: true, value: undefined });
    expect(await waits).toEqual({ ok: true, value: undefined });
    expect(count).toBe(1);
  });

  test('needs no service any more when the machine went while its work was saved', async () => {
    let count = 0;
    const given = setUp({
      provider: {
        endSession: () => {
          count += 1;
          return Promise.resolve(ok());
        },
      },
    });
    given.sessions.beforeEnd(() => new Promise(() => {}));
    given.sessions.take(ready);
    const ended = given.sessions.end('s1');
    await turn();
    given.sessions.take({ ...ready, state: 'expired', machines: [] });
    expect(await ended).toEqual({ ok: true, value: undefined });
    expect(count).toBe(0);
  });

  test('is only done when the service has said so', async () => {
    const given = setUp({ provider: { endSession: () => Promise.resolve(ok()) } });
    given.sessions.take(ready);
    let isDone = false;
    const ended = given.sessions.end('s1').finally(() => (isDone = true));
    await given.clock.pass(30_000);
    expect(isDone).toBe(false);
    expect(given.session()?.state).toBe('closing');
    given.sessions.take({ ...ready, state: 'closed', machines: [] });
    expect(await ended).toEqual({ ok: true, value: undefined });
  });

  test('says where to look when the service never confirms it, and can be asked again', async () => {
    const given = setUp({ provider: { endSession: () => Promise.resolve(ok()) } });
    given.truth.put('builds', build.id, { ...build, webUrl: 'https://ci.example/412' });
    given.sessions.take(ready);
    const ended = given.sessions.end('s1');
    await given.clock.pass(120_000);
    expect(await ended).toMatchObject({
      ok: false,
      problem: { code: 'timed-out', link: 'https://ci.example/412' },
    });
    expect(given.session()?.state).toBe('ready');
    const again = given.sessions.end('s1');
    await turn();
    given.sessions.take({ ...ready, state: 'closed', machines: [] });
    expect(await again).toEqual({ ok: true, value: undefined });
  });
});
