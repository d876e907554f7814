import { describe, expect, test } from 'vitest';
import type { Hold } from '../../../main/contract/hold.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import type { ProviderSession } from '../../../main/providers/provider.ts';
import { ready, setUp, turn } from './session-harness.ts';

const words = { label: 'Keep', does: 'It keeps it.', costs: 'It costs.' };
const [machine] = ready.machines;
const keptOpen: ProviderSession = {
  ...ready,
  machines: machine === undefined ? [] : [machine, { ...machine, index: 1 }],
  hold: { kind: 'keep-open', ...words, isOn: false },
};

function holdsOf(given: ReturnType<typeof setUp>, process = 0): unknown[] {
  return given.launched[process]?.calls.filter(({ name }) => name === 'hold').map(({ input }) => input) ?? [];
}

describe('a machine that an open connection keeps', () => {
  test('is held by every machine of the session, again on every link, until it is switched off', async () => {
    const given = setUp();
    given.sessions.take(keptOpen);
    expect(await given.sessions.hold('s1', true)).toEqual({ ok: true, value: undefined });
    expect(given.session()?.hold).toMatchObject({ kind: 'keep-open', isOn: true });
    expect(holdsOf(given)).toEqual([
      { machine: 0, isOn: true },
      { machine: 1, isOn: true },
    ]);
    given.launched[0]?.say('link', { machine: 1, state: 'connected' });
    expect(holdsOf(given)).toHaveLength(3);
    // What the service says next knows nothing of it.
    given.sessions.take({ ...keptOpen, events: { finishedAt: 5 } });
    expect(given.session()?.hold).toMatchObject({ isOn: true });
    await given.sessions.hold('s1', false);
    expect(given.session()?.hold).toMatchObject({ isOn: false });
    expect(holdsOf(given).slice(3)).toEqual([
      { machine: 0, isOn: false },
      { machine: 1, isOn: false },
    ]);
  });

  test('comes back by itself when its process goes down', async () => {
    const given = setUp();
    given.sessions.take(keptOpen);
    given.launched[0]?.say('link', { machine: 0, state: 'connected' });
    await given.sessions.hold('s1', true);
    given.crashes[0]?.('it stopped');
    expect(given.launched).toHaveLength(2);
    given.launched[1]?.say('link', { machine: 0, state: 'connected' });
    expect(holdsOf(given, 1)).toEqual([{ machine: 0, isOn: true }]);
  });
});

describe('a machine that its service keeps', () => {
  test('is asked for longer at the service, which may refuse', async () => {
    const asked: [string, boolean][] = [];
    const refusal = fail('no-right', 'No.');
    const given = setUp({
      provider: {
        hold(sessionId, isOn) {
          asked.push([sessionId, isOn]);
          return Promise.resolve(asked.length > 1 ? refusal : ok());
        },
      },
    });
    given.sessions.take({ ...ready, hold: { kind: 'extend', ...words } });
    expect(await given.sessions.hold('s1', true)).toEqual({ ok: true, value: undefined });
    expect(await given.sessions.hold('s1', true)).toEqual(refusal);
    expect(asked).toEqual([
      ['s1', true],
      ['s1', true],
    ]);
    given.sessions.take({ ...ready, hold: { kind: 'extend', ...words, refused: 'It was kept for 24 hours.' } });
    expect(await given.sessions.hold('s1', true)).toMatchObject({
      ok: false,
      problem: { code: 'limit-reached', message: 'It was kept for 24 hours.' },
    });
  });

  test.each<[string, Hold | undefined]>([
    ['nothing keeps it', undefined],
    ['only its configuration does', { kind: 'snippet', ...words, file: 'ci.yml', snippet: 'sleep' }],
  ])('cannot be kept from here where %s', async (_name, hold) => {
    const given = setUp({ provider: { hold: () => Promise.resolve(ok()) } });
    given.sessions.take({ ...ready, hold });
    expect(await given.sessions.hold('s1', true)).toMatchObject({ ok: false, problem: { code: 'not-supported' } });
  });

  test('cannot be kept when it is gone', async () => {
    const given = setUp();
    given.sessions.take(keptOpen);
    given.sessions.take({ ...keptOpen, state: 'expired', machines: [] });
    await turn();
    expect(given.session()?.hold).toBeUndefined();
    expect(await given.sessions.hold('s1', true)).toMatchObject({ ok: false, problem: { code: 'session-ended' } });
    expect(await given.sessions.hold('gone', true)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });
});
