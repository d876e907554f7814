import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { AuthContext } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { makeKey } from '../../fixtures/sshd.ts';
import { Harness } from './harness.ts';

/** A server that asks for a password in one way only. */
async function startServer(check: (attempt: AuthContext) => void): Promise<{ port: number } & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'ssh2-'));
  const server = new ssh2.Server({ hostKeys: [makeKey(join(folder, 'host')).privateKey] }, (peer) => {
    peer.on('authentication', check);
    peer.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

const password = (value: string) => [
  { kind: 'password' as const, label: 'password from the web page', password: value },
];

describe('signing in with a password', () => {
  it('works, and a wrong one is refused in words', async () => {
    await using server = await startServer((attempt) => {
      if (attempt.method === 'password' && attempt.password === 'right') return attempt.accept();
      attempt.reject(['password']);
    });
    await using harness = new Harness();
    const target = { host: '127.0.0.1', port: server.port, user: 'vagrant' };
    expect(await harness.connect(target, password('right'))).toMatchObject({
      state: 'connected',
      signedInWith: 'password from the web page',
    });
    await using second = new Harness();
    const refused = await second.connect(target, password('wrong'));
    expect(refused.problem).toMatchObject({ code: 'sign-in-refused', hint: 'Offered: password from the web page.' });
  });

  it('answers a server that asks for it interactively, and only its hidden question', async () => {
    const heard: string[][] = [];
    await using server = await startServer((attempt) => {
      if (attempt.method !== 'keyboard-interactive') return attempt.reject(['keyboard-interactive']);
      attempt.prompt(
        [
          { prompt: 'Password: ', echo: false },
          { prompt: 'Your favourite colour: ', echo: true },
        ],
        (answers) => {
          heard.push(answers);
          attempt.accept();
        },
      );
    });
    await using harness = new Harness();
    const link = await harness.connect({ host: '127.0.0.1', port: server.port, user: 'ci' }, password('right'));
    expect(link.state).toBe('connected');
    expect(heard).toEqual([['right', '']]);
  });

  it('asks without a key first, as machines on loan may let everybody in', async () => {
    await using server = await startServer((attempt) => attempt.accept());
    await using harness = new Harness();
    const link = await harness.connect({ host: '127.0.0.1', port: server.port, user: 'ci' }, []);
    expect(link).toMatchObject({ state: 'connected', signedInWith: 'no key needed' });
  });

  it('hears of a refusal whatever a server says that it takes', async () => {
    const methods = ['publickey', 'x'.repeat(1_000), ...Array.from({ length: 100 }, (_, index) => `way-${index}`)];
    // Typed for the ways there are; a server may say anything.
    await using server = await startServer((attempt) => attempt.reject(methods as never));
    await using harness = new Harness();
    const link = await harness.connect({ host: '127.0.0.1', port: server.port, user: 'ci' }, password('right'));
    expect(link).toMatchObject({ state: 'failed', problem: { code: 'sign-in-refused' } });
    expect(link.accepts).toHaveLength(16);
  });

  it('ends with a server that says again and again that something is still missing', async () => {
    let attempts = 0;
    await using server = await startServer((attempt) => {
      attempts += 1;
      if (attempt.method === 'keyboard-interactive')
        return attempt.prompt(
          Array.from({ length: 200 }, () => ({ prompt: 'Password: ', echo: true })),
          () => attempt.reject(['keyboard-interactive', 'password'], true),
        );
      attempt.reject(['keyboard-interactive', 'password'], true);
    });
    await using harness = new Harness();
    const link = await harness.connect({ host: '127.0.0.1', port: server.port, user: 'ci' }, password('right'));
    expect(link).toMatchObject({ state: 'failed' });
    expect(attempts).toBeLessThan(10);
  });

  it('is not tried at this computer, where the machine must be elsewhere, whatever its name is', async () => {
    let attempts = 0;
    await using server = await startServer((attempt) => {
      attempts += 1;
      attempt.accept();
    });
    await using harness = new Harness();
    const endpoint = { kind: 'ssh' as const, host: 'localhost', port: server.port, user: 'ci' };
    const connect = { machine: 0, endpoint, identities: password('right'), patienceMs: 60_000 };
    await harness.client.call('connect', { ...connect, isElsewhere: true });
    const link = await harness.link(({ state }) => state === 'failed');
    expect(link.problem).toMatchObject({ code: 'not-allowed', message: expect.stringContaining('this computer') });
    expect(attempts).toBe(0);
    await harness.client.call('connect', { ...connect, isElsewhere: false });
    await harness.link(({ state }) => state === 'connected');
  });

  it('says so when there is nothing to offer', async () => {
    await using server = await startServer((attempt) => attempt.reject(['publickey']));
    await using harness = new Harness();
    const link = await harness.connect({ host: '127.0.0.1', port: server.port, user: 'ci' }, []);
    expect(link.problem?.hint).toBe('Offered: nothing, since there is no key and no password.');
  });
});
