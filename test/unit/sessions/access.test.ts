import { describe, expect, test } from 'vitest';
import type { Result } from '../../../main/contract/problem.ts';
import { ok } from '../../../main/lib/result.ts';
import type { AccessOptions, ProviderMachine, ProviderSession } from '../../../main/providers/provider.ts';
import { build, ready, requested, setUp } from './session-harness.ts';

const project = {
  id: 'p1',
  accountId: 'here',
  name: 'storefront',
  isGit: true,
  isSample: false,
  config: 'not-here' as const,
  mistakes: [],
};
const withoutBuild: ProviderSession = { ...requested, buildId: undefined, title: 'storefront, debug' };
const drafted = {
  draftId: 'd1',
  form: { kind: 'ssh' as const, host: 'h', port: 22, user: 'me', jumps: [] },
};
const pasted: ProviderMachine = {
  index: 0,
  name: 'h',
  os: 'other',
  endpoints: [{ kind: 'ssh', host: 'h', port: 22, user: 'me' }],
  identities: [{ kind: 'password', label: 'password', password: 'right' }],
  usesOwnKeys: true,
};

describe('a machine is asked for', () => {
  test('with the time the person chose, where the service lets them choose', async () => {
    for (const duration of [true, false]) {
      const asked: (AccessOptions | undefined)[] = [];
      const given = setUp({
        capabilities: { duration },
        provider: {
          rebuildWithAccess: (_buildId, options) => {
            asked.push(options);
            return Promise.resolve(ok(requested));
          },
        },
      });
      await given.sessions.start(build.id, { durationMs: 120_000 });
      expect(asked).toEqual([duration ? { durationMs: 120_000 } : {}]);
    }
  });

  test('for a running build, and for a project without a build', async () => {
    const given = setUp({
      capabilities: { attach: true, debugProject: true, duration: true },
      provider: {
        attach: () => Promise.resolve(ok(requested)),
        debugProject: (_projectId, { durationMs }) =>
          Promise.resolve(ok({ ...withoutBuild, id: `s${durationMs ?? 0}` })),
      },
    });
    given.truth.put('projects', project.id, project);
    expect(await given.sessions.attach(build.id)).toEqual({ ok: true, value: { sessionId: 's1' } });
    expect(await given.sessions.debugProject('p1', { durationMs: 60_000 })).toMatchObject({ ok: true });
    expect(given.session()).toMatchObject({ buildId: 'b1', title: 'storefront #412' });
    expect(given.truth.get('sessions', 's60000')).toMatchObject({ title: 'storefront, debug', state: 'requested' });
    expect(given.truth.get('sessions', 's60000')?.buildId).toBeUndefined();
  });

  test('and refused in a sentence by a service that has none', async () => {
    const given = setUp({ capabilities: { rebuildWithAccess: false } });
    given.truth.put('projects', project.id, project);
    const answers = [
      await given.sessions.start(build.id),
      await given.sessions.attach(build.id),
      await given.sessions.debugProject('p1'),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({
        ok: false,
        problem: { code: 'not-supported', message: expect.stringMatching(/^Here cannot /) as string },
      });
    expect(await given.sessions.start('gone')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(await given.sessions.debugProject('gone')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(given.session()).toBeUndefined();
  });
});

describe('a session that waits for a paste', () => {
  const waiting: ProviderSession = {
    ...requested,
    state: 'preparing',
    guide: { steps: ['Open the page.'], link: 'https://app.bitrise.io/', wantsPaste: true },
  };

  test('shows what to do, and gives its provider the machine', async () => {
    const taken: ProviderMachine[] = [];
    const given = setUp({
      drafts: { machine: () => Promise.resolve(ok(pasted)) },
      provider: {
        takeMachine: (_sessionId, machine) => {
          taken.push(machine);
          return Promise.resolve(ok());
        },
      },
    });
    given.sessions.take(waiting);
    expect(given.session()?.guide).toEqual(waiting.guide);
    expect(await given.sessions.takeMachine('s1', drafted)).toEqual({ ok: true, value: undefined });
    // The person's keys are no business of a service that has passwords.
    expect(taken).toEqual([{ ...pasted, usesOwnKeys: false }]);
    given.sessions.take(ready);
    expect(given.session()?.guide).toBeUndefined();
  });

  test('takes no draft that is forgotten, and none where nothing has to be pasted', async () => {
    const given = setUp({ provider: { takeMachine: () => Promise.resolve(ok()) } });
    given.sessions.take(waiting);
    expect(await given.sessions.takeMachine('s1', drafted)).toMatchObject({
      ok: false,
      problem: { code: 'not-found' },
    });
    given.sessions.take(ready);
    expect(await given.sessions.takeMachine('s1', drafted)).toMatchObject({
      ok: false,
      problem: { code: 'not-supported' },
    });
    expect(await given.sessions.takeMachine('gone', drafted)).toMatchObject({
      ok: false,
      problem: { code: 'not-found' },
    });
  });
});

describe('the end of a session', () => {
  test('that was asked for stays so, whatever the service still says', async () => {
    const ending = Promise.withResolvers<Result<undefined>>();
    const given = setUp({ provider: { endSession: () => ending.promise } });
    given.sessions.take(ready);
    const ended = given.sessions.end('s1');
    given.sessions.take({ ...ready, events: { finishedAt: 5 } });
    expect(given.session()?.state).toBe('closing');
    given.sessions.take({ ...ready, state: 'closed', machines: [] });
    ending.resolve(ok());
    expect(await ended).toEqual({ ok: true, value: undefined });
    expect(given.session()?.state).toBe('closed');
  });

  test('comes by itself when its account is gone', async () => {
    const given = setUp();
    given.sessions.take(ready);
    given.registry.remove('here');
    expect(await given.sessions.end('s1')).toEqual({ ok: true, value: undefined });
    expect(given.session()?.state).toBe('closed');
    expect(given.launched[0]?.isDisposed()).toBe(true);
  });
});
