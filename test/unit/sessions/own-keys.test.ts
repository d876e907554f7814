import { describe, expect, test } from 'vitest';
import type { Identity } from '../../../main/contract/connection-control.ts';
import type { Problem } from '../../../main/contract/problem.ts';
import type { ProviderMachine, ProviderSession } from '../../../main/providers/provider.ts';
import type { KeyContext, OwnKeys } from '../../../main/sessions/session-keys.ts';
import { ready, setUp, turn } from './session-harness.ts';

const laptop: Identity = { kind: 'agent', label: 'laptop (agent)', agent: '/agent', publicKey: 'AAAA' };
const home: Identity = { kind: 'private-key', label: '~/.ssh/id_ed25519', privateKey: 'KEY' };
const refusal: Problem = { code: 'sign-in-refused', message: 'Refused.', hint: 'Offered: laptop (agent).' };

function withOwnKeys(machine: Partial<ProviderMachine> = {}): ProviderSession {
  const [first] = ready.machines;
  if (first === undefined) throw new Error('no machine');
  return { ...ready, machines: [{ ...first, identities: [], usesOwnKeys: true, ...machine }] };
}

function refuse(given: ReturnType<typeof setUp>): Problem | undefined {
  given.launched[0]?.say('link', { machine: 0, state: 'failed', problem: refusal });
  return given.session()?.machines[0]?.problem;
}

const keys = (own: OwnKeys) => ({ identities: () => Promise.resolve(own) });

describe('a machine that takes the keys of its person', () => {
  test('is offered its own identities first, then theirs, and no more than a server listens to', async () => {
    const asked: KeyContext[] = [];
    const given = setUp({
      keys: {
        identities: (context) => {
          asked.push(context);
          return Promise.resolve({ identities: [laptop, home], locked: [] });
        },
      },
    });
    const password: Identity = { kind: 'password', label: 'password', password: 's3cret' };
    given.sessions.take(withOwnKeys({ identities: [password], identityFile: '~/.ssh/ci' }));
    expect(given.session()?.machines[0]?.link).toBe('connecting');
    await turn();
    expect(asked).toEqual([{ accountId: 'here', host: '127.0.0.1', identityFile: '~/.ssh/ci', limit: 5 }]);
    expect(given.launched[0]?.connects()).toMatchObject([{ identities: [password, laptop, home] }]);
    expect(JSON.stringify(given.truth.snapshot())).not.toMatch(/s3cret|KEY/);
  });

  test('tells which of their keys was taken, once, and says nothing of its own', async () => {
    const given = setUp({ keys: keys({ identities: [laptop, home], locked: [] }) });
    given.sessions.take(withOwnKeys());
    await turn();
    given.launched[0]?.say('link', { machine: 0, state: 'connected', signedInWith: home.label });
    given.launched[0]?.say('link', { machine: 0, state: 'connected', latencyMs: 3 });
    expect(given.successes).toEqual([[{ accountId: 'here', host: '127.0.0.1' }, home.label]]);
    given.launched[0]?.say('link', { machine: 0, state: 'lost' });
    given.launched[0]?.say('link', { machine: 0, state: 'connected', signedInWith: 'password' });
    expect(given.successes).toHaveLength(1);
  });

  test('asks for the passphrase of a key that could not be offered, and connects with it when asked again', async () => {
    let own: OwnKeys = { identities: [laptop], locked: [{ keyId: 'k1', label: 'id_work' }] };
    const given = setUp({ keys: { identities: () => Promise.resolve(own) } });
    given.sessions.take(withOwnKeys());
    await turn();
    expect(refuse(given)).toMatchObject({ code: 'passphrase-needed' });
    expect(given.session()?.machines[0]?.problem?.message).toContain('"id_work"');
    expect(given.session()?.machines[0]?.problem?.detail).toContain('Offered: laptop (agent).');
    own = { identities: [laptop, { ...home, label: 'id_work' }], locked: [] };
    expect(given.sessions.reconnect('s1', 0)).toMatchObject({ ok: true });
    await turn();
    expect(given.launched).toHaveLength(1);
    expect(given.launched[0]?.connects()[1]).toMatchObject({ identities: [laptop, { label: 'id_work' }] });
    expect(given.session()?.machines[0]).toMatchObject({ link: 'connecting', problem: undefined });
  });

  test('says that there is no key, and where CircleCI takes one', async () => {
    const circleci = { provider: 'circleci' as const, label: 'CircleCI · acme' };
    const given = setUp({ account: circleci, capabilities: { ownKeys: true } });
    given.sessions.take(withOwnKeys());
    await turn();
    const problem = refuse(given);
    expect(problem).toMatchObject({
      code: 'key-not-registered',
      message: 'This machine wants an SSH key of yours, and Jumpseat knows none.',
      link: 'https://app.circleci.com/settings/user/job-ssh-keys',
    });
    expect(problem?.hint).toMatch(/Make or import a key.*CircleCI · acme, then rebuild/);
  });

  test('says that the service knows none of their keys', async () => {
    const given = setUp({
      account: { provider: 'circleci', label: 'CircleCI', host: 'ci.example.com' },
      capabilities: { ownKeys: true },
      keys: keys({ identities: [laptop], locked: [] }),
    });
    given.sessions.take(withOwnKeys());
    await turn();
    const problem = refuse(given);
    expect(problem).toMatchObject({ code: 'key-not-registered', message: 'Refused.' });
    expect(problem?.hint).toMatch(/^Offered: laptop \(agent\)\. Add the public part/);
    // The page of the cloud is not that of an installation.
    expect(problem?.link).toBeUndefined();
  });

  test('keeps a plain refusal of a pasted machine, and of one with a password and no key', async () => {
    const pasted = setUp({
      account: { provider: 'pasted' },
      capabilities: { ownKeys: true },
      keys: keys({ identities: [laptop], locked: [] }),
    });
    pasted.sessions.take(withOwnKeys());
    await turn();
    expect(refuse(pasted)).toEqual(refusal);
    const password = setUp({ account: { provider: 'pasted' } });
    password.sessions.take(withOwnKeys({ identities: [{ kind: 'password', label: 'password', password: 'x' }] }));
    await turn();
    expect(refuse(password)).toEqual(refusal);
  });

  test('says that a password is missing where the machine takes no keys', async () => {
    const given = setUp({ keys: keys({ identities: [], locked: [{ keyId: 'k1', label: 'id_work' }] }) });
    given.sessions.take(withOwnKeys());
    await turn();
    const accepts = ['password', 'keyboard-interactive'];
    given.launched[0]?.say('link', { machine: 0, state: 'failed', problem: refusal, accepts });
    expect(given.session()?.machines[0]).not.toHaveProperty('accepts');
    expect(given.session()?.machines[0]?.problem).toMatchObject({
      code: 'sign-in-refused',
      message: expect.stringMatching(/wants a password/) as string,
    });
  });

  test('is connected with what it brings when the keys cannot be read', async () => {
    const given = setUp({ keys: { identities: () => Promise.reject(new Error('agent gone')) } });
    given.sessions.take(withOwnKeys({ identities: [home] }));
    await turn();
    expect(given.launched[0]?.connects()).toMatchObject([{ identities: [home] }]);
  });

  test('is connected once and to where it is now, however often its provider speaks while keys are looked for', async () => {
    const waiting = Promise.withResolvers<OwnKeys>();
    const given = setUp({ keys: { identities: () => waiting.promise } });
    given.sessions.take(withOwnKeys());
    given.sessions.take(withOwnKeys());
    const moved = { kind: 'ssh' as const, host: '127.0.0.1', port: 2223, user: 'me' };
    given.sessions.take(withOwnKeys({ endpoints: [moved] }));
    waiting.resolve({ identities: [laptop], locked: [] });
    await turn();
    expect(given.launched[0]?.connects()).toMatchObject([{ endpoint: { port: 2223 }, identities: [laptop] }]);
  });

  test('is left alone when its session ended while keys were looked for', async () => {
    const waiting = Promise.withResolvers<OwnKeys>();
    const given = setUp({ keys: { identities: () => waiting.promise } });
    given.sessions.take(withOwnKeys());
    given.sessions.take({ ...withOwnKeys(), state: 'closed', machines: [] });
    waiting.resolve({ identities: [laptop], locked: [] });
    await turn();
    expect(given.launched).toEqual([]);
    expect(given.session()).toMatchObject({ state: 'closed', machines: [{ link: 'idle' }] });
  });
});
