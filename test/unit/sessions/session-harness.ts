import { afterEach } from 'vitest';
import { createBuilds } from '../../../main/builds/builds.ts';
import type { Account } from '../../../main/contract/account.ts';
import type { Build } from '../../../main/contract/build.ts';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { createRunSecrets } from '../../../main/keychain/secret-store.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import type { Provider, ProviderSession } from '../../../main/providers/provider.ts';
import { createRegistry } from '../../../main/providers/registry.ts';
import type { ConnectionProcess } from '../../../main/sessions/session-connection.ts';
import type { Drafts } from '../../../main/sessions/session-access.ts';
import type { KeyContext, Keys } from '../../../main/sessions/session-keys.ts';
import { Sessions } from '../../../main/sessions/sessions.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

export const build: Build = {
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

/** Asked for, and nothing more. */
export const requested: ProviderSession = {
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

/** With one machine that answers SSH. */
export const ready: ProviderSession = {
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

/** A connection process that records what is asked of it and says what the test tells it to. */
export function recordingConnection() {
  /** What the next call gets instead of a plain yes. */
  let nextAnswer: Promise<Result<undefined>> | undefined;
  const calls: { name: string; input: unknown }[] = [];
  /** What calls of a name get instead of a plain yes, every time. */
  const answers = new Map<string, (input: never) => Result<unknown> | Promise<Result<unknown>>>();
  const listeners = new Map<string, (payload: never) => void>();
  let isDisposed = false;
  const connection = {
    client: {
      call: (name: string, input: unknown) => {
        calls.push({ name, input });
        const usual = answers.get(name);
        if (usual !== undefined) return Promise.resolve(usual(input as never));
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
  const answerNext = (answer: Promise<Result<undefined>>): void => {
    nextAnswer = answer;
  };
  const connects = () => calls.filter(({ name }) => name === 'connect').map(({ input }) => input);
  return { connection, calls, connects, say, answers, answerNext, isDisposed: () => isDisposed };
}

interface Given {
  provider?: Partial<Provider>;
  capabilities?: Partial<Account['capabilities']>;
  account?: Partial<Account>;
  keys?: Partial<Keys>;
  drafts?: Drafts;
  /** Its machines may be on this computer. */
  mayBeHere?: boolean;
  /** What the computer's clock was set by in all, forwards; milliseconds. */
  clockSetByMs?(): number;
}

/** Sessions over one provider, with connection processes that a test speaks for. */
export function setUp(given: Given = {}) {
  const truth = createTruth(settingsSchema.parse({}), () => {});
  truth.put('builds', build.id, build);
  const account = { id: 'here', label: 'Here', ...given.account };
  const capabilities = { rebuildWithAccess: true, ownKeys: false, ...given.capabilities };
  const provider = {
    account: { ...account, capabilities },
    rebuildWithAccess: () => Promise.resolve(ok(requested)),
    endSession: () => Promise.resolve(ok()),
    ...given.provider,
  } as unknown as Provider;
  const registry = createRegistry([provider]);
  const launched: ReturnType<typeof recordingConnection>[] = [];
  const crashes: ((detail: string) => void)[] = [];
  const successes: [KeyContext, string][] = [];
  const asked: KeyContext[] = [];
  const clock = new StepClock();
  const secrets = createRunSecrets();
  const kept = new Set<string>();
  let answer: Promise<Result<undefined>> | undefined;
  const sessions = new Sessions({
    truth,
    registry,
    builds: createBuilds(truth, registry),
    secrets: {
      keep(secret) {
        const handle = secrets.keep(secret);
        kept.add(handle);
        return handle;
      },
      read: (handle) => secrets.read(handle),
      forget(handle) {
        kept.delete(handle);
        secrets.forget(handle);
      },
    },
    keys: {
      identities(context) {
        asked.push(context);
        return Promise.resolve({ identities: [], locked: [] });
      },
      noteSuccess: (context, label) => void successes.push([context, label]),
      ...given.keys,
    },
    drafts: given.drafts ?? { machine: () => Promise.resolve(fail('not-found', 'There is no draft.')) },
    clock,
    uptimeMs: () => clock.now() - (given.clockSetByMs?.() ?? 0),
    mayBeHere: () => given.mayBeHere ?? true,
    log: () => {},
    launchConnection: (_sessionId, onCrash) => {
      const recording = recordingConnection();
      if (answer !== undefined) recording.answerNext(answer);
      launched.push(recording);
      crashes.push(onCrash);
      return recording.connection;
    },
  });
  open.push(sessions);
  return {
    truth,
    sessions,
    registry,
    launched,
    crashes,
    successes,
    asked,
    clock,
    /** Handles of secrets that are kept now. */
    kept,
    session: () => truth.get('sessions', 's1'),
    /** What the first call of the next connection process gets instead of a plain yes. */
    answerFirst: (given: Promise<Result<undefined>>) => {
      answer = given;
    },
  };
}

const open: Sessions[] = [];
afterEach(async () => {
  for (const sessions of open.splice(0)) await sessions[Symbol.asyncDispose]();
});

/** Lets everything that waits for nothing but its turn happen. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));
