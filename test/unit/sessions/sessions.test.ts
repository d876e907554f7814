import { afterEach, describe, expect, test } from 'vitest';
import { createBuilds } from '../../../main/builds/builds.ts';
import type { Build } from '../../../main/contract/build.ts';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { createRunSecrets } from '../../../main/keychain/secret-store.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import type { Provider, ProviderSession } from '../../../main/providers/provider.ts';
import { createRegistry } from '../../../main/providers/registry.ts';
import type { ConnectionProcess } from '../../../main/sessions/session-connection.ts';
import { Sessions } from '../../../main/sessions/sessions.ts';

const build: Build = {
  id: 'b1',
  accountId: 'here',
  projectId: 'p1',
  projectName: 'storefront',
  number: 412,
  title: 'Retry',
  hasUncommitted: false,
  state: 'failed',
  machine: { os: 'linux', label: 'Linux', count: 1 },
  hasAccess: false,
  queuedAt: 1,
};

const requested: ProviderSession = {
  id: 's1',
  accountId: 'here',
  buildId: 'b1',
  rebuildId: undefined,
  title: '',
  state: 'requested',
  failedStep: undefined,
  places: [],
  problem: undefined,
  machines: [],
  rule: { kind: 'once-connected', idleMs: 600_000, connectedMs: 3_600_000 },
  events: {},
};

const ready: ProviderSession = {
  ...requested,
  state: 'ready',
  machines: [
    {
      index: 0,
      name: 'storefront-412',
      os: 'linux',
      hostKey: undefined,
      endpoints: [{ kind: 'ssh', host: '127.0.0.1', port: 2222, user: 'me' }],
      identities: [{ kind: 'private-key', label: 'own key', privateKey: 'KEY MATERIAL' }],
    },
  ],
};

/** What the next call of a connection process gets instead of a plain yes. */
let nextAnswer: Promise<Result<undefined>> | undefined;

/** A connection process that records what is asked of it and says what the test tells it to. */
function recordingConnection() {
  const calls: { name: string; input: unknown }[] = [];
  const listeners = new Map<string, (payload: never) => void>();
  let isDisposed = false;
  const connection = {
    client: {
      call: (name: string, input: unknown) => {
        calls.push({ name, input });
        const answer = nextAnswer ?? Promise.resolve<Result<undefined>>({ ok: true, value: undefined });
        nextAnswer = undefined;
        return answer;
      },
      on: (name: string, listener: (payload: never) => void) => void listeners.set(name, listener),
      ping: () => Promise.resolve(true),
      fail: () => {},
    },
    [Symbol.asyncDispose]: async () => {
      isDisposed = true;
    },
  } as unknown as ConnectionProcess;
  const say = <N extends keyof ConnectionEvents>(name: N, payload: ConnectionEvents[N]) =>
    listeners.get(name)?.(payload as never);
  return { connection, calls, say, isDisposed: () => isDisposed };
}

function setUp(answers: { end?: Result<undefined> } = {}) {
  const truth = createTruth(settingsSchema.parse({}), () => {});
  truth.put('builds', build.id, build);
  const provider = {
    account: { id: 'here', label: 'Here', capabilities: { rebuildWithAccess: true } },
    rebuildWithAccess: () => Promise.resolve(ok(requested)),
    endSession: () => Promise.resolve(answers.end ?? ok()),
  } as unknown as Provider;
  const registry = createRegistry([provider]);
  const launched: ReturnType<typeof recordingConnection>[] = [];
  const crashes: ((detail: string) => void)[] = [];
  const sessions = new Sessions({
    truth,
    registry,
    builds: createBuilds(truth, registry),
    secrets: createRunSecrets(),
    keys: { identities: () => Promise.resolve({ identities: [], locked: [] }), noteSuccess: () => {} },
    drafts: { machine: () => Promise.resolve(fail('not-found', 'There is no draft.')) },
    clock: systemClock,
    log: () => {},
    launchConnection: (_sessionId, onCrash) => {
      const recording = recordingConnection();
      launched.push(recording);
      crashes.push(onCrash);
      return recording.connection;
    },
  });
  open.push(sessions);
  const session = () => truth.get('sessions', 's1');
  return { truth, sessions, launched, crashes, session };
}

const open: Sessions[] = [];
afterEach(async () => {
  for (const sessions of open.splice(0)) await sessions[Symbol.asyncDispose]();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

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
    const { sessions, launched, session } = setUp();
    sessions.take(requested);
    const refused: Result<undefined> = { ok: false, problem: { code: 'process-crashed', message: 'It stopped.' } };
    const connecting = Promise.withResolvers<Result<undefined>>();
    nextAnswer = connecting.promise;
    sessions.take(ready);
    sessions.take({ ...ready, state: 'closed', machines: [] });
    connecting.resolve(refused);
    await turn();
    expect(launched).toHaveLength(1);
    expect(session()).toMatchObject({ state: 'closed', machines: [{ link: 'idle', problem: undefined }] });
  });

  test('goes back to where it was when the service refuses to end it', async () => {
    const refusal: Result<undefined> = { ok: false, problem: { code: 'not-allowed', message: 'No.' } };
    const { sessions, session } = setUp({ end: refusal });
    sessions.take(ready);
    expect(await sessions.end('s1')).toEqual(refusal);
    expect(session()?.state).toBe('ready');
    expect(sessions.forget('s1')).toMatchObject({ ok: false, problem: { code: 'busy' } });
  });
});
