import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { SshEndpoint } from '../../../main/contract/session.ts';
import type { SshConnection } from '../../../main/connection/ssh-connection.ts';
import { connectWithSsh2 } from '../../../main/connection/ssh2-engine.ts';
import type { ProviderMachine } from '../../../main/providers/provider.ts';
import { makeKey, type KeyPair } from '../../fixtures/sshd.ts';
import { machineMissing } from '../../simulators/machine/machine.ts';
import { TestAccount } from './account.ts';

const folder = mkdtempSync(join(tmpdir(), 'circleci-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function connect(machine: ProviderMachine | undefined, key: KeyPair): Promise<SshConnection> {
  const endpoint = machine?.endpoints.find((one): one is Omit<SshEndpoint, 'secretHandle'> => one.kind === 'ssh');
  if (endpoint === undefined) throw new Error('no endpoint');
  const connected = await connectWithSsh2({
    endpoint,
    identities: [{ kind: 'private-key', label: 'own key', privateKey: key.privateKey }],
    pinned: machine?.hostKey,
    onLost() {},
    log() {},
    signal: new AbortController().signal,
  });
  if (!connected.ok) throw new Error(`${connected.problem.message} ${connected.problem.detail ?? ''}`);
  return connected.value;
}

/** Runs a command and gives what it printed. */
async function ask(connection: SshConnection, command: string): Promise<string> {
  const shell = await connection.openShell({ columns: 80, rows: 24 }, command);
  if (!shell.ok) throw new Error(shell.problem.message);
  let output = '';
  await new Promise<void>((resolve) => {
    shell.value.listen(
      (bytes) => (output += Buffer.from(bytes).toString()),
      () => resolve(),
    );
  });
  return output;
}

describe('with machines that are real', () => {
  beforeEach((context) => context.skip(machineMissing !== undefined, machineMissing));
  const key = makeKey(join(folder, 'key'), 'ed25519');

  test.each(['direct', 'proxy', 'with-user', 'host-name'] as const)(
    'from a failed build to its files, with the address in the form "%s"',
    async (sshForm) => {
      await using account = await TestAccount.open({ machines: 'real', keys: [key.publicKey], sshForm });
      await account.start();
      const build = account.build((row) => row.title.startsWith('browser-tests'));
      const started = await account.during(account.provider.rebuildWithAccess(build.id));
      if (!started.ok) throw new Error(started.problem.message);
      const session = () => account.sessions.get(started.value.id);
      await account.until(() => session()?.machines.length === 2);
      const machines = session()?.machines ?? [];
      const connections = await Promise.all(machines.map((machine) => connect(machine, key)));
      // The server has an Ed25519 key too; the pinned RSA key is the one that it is made to show.
      const kind = sshForm === 'proxy' ? 'ssh-ed25519' : 'ssh-rsa';
      expect(connections.map(({ hostKey }) => hostKey.algorithm)).toEqual([kind, kind]);
      const names = await Promise.all(connections.map((connection) => ask(connection, 'cat ~/machine-name')));
      expect(names.map((name) => name.trim())).toEqual(['circleci-0', 'circleci-1']);
      const replay = session()?.failedStep?.replayLine ?? '';
      const [, second] = connections;
      if (second === undefined) throw new Error('one machine alone');
      expect(await ask(second, replay)).toContain('FAIL tax is rounded half up');
      for (const connection of connections) connection.close();
    },
    120_000,
  );

  test('the machine stays while somebody is on it, and goes when nobody comes back', async () => {
    await using account = await TestAccount.open({ machines: 'real', keys: [key.publicKey] });
    await account.start();
    const build = account.build((row) => row.title.startsWith('test · Totals'));
    const started = await account.during(account.provider.rebuildWithAccess(build.id));
    if (!started.ok) throw new Error(started.problem.message);
    const session = () => account.sessions.get(started.value.id);
    await account.until(() => session()?.state === 'ready');
    const connection = await connect(session()?.machines[0], key);
    const machine = account.simulator.world.jobs.findLast(({ ssh }) => ssh !== undefined)?.ssh?.machines[0];
    // What sshd writes of it comes in its own time.
    await expect.poll(() => machine?.log).toMatch(/Accepted publickey for circleci/);
    const counted = new Promise((resolve) => machine?.once('sessions', resolve));
    // A connection alone is not enough.
    const channel = await connection.exec('cat');
    expect(channel.ok).toBe(true);
    expect(await counted).toBe(1);
    await account.until(() => session()?.events.finishedAt);
    await account.pass(30 * 60_000, 60_000);
    expect(session()?.state).toBe('ready');
    const left = new Promise((resolve) => machine?.once('disconnect', resolve));
    connection.close();
    await left;
    await account.until(() => session()?.state === 'expired', { stepMs: 30_000, limitMs: 15 * 60_000 });
    expect(machine?.isGone).toBe(true);
  }, 120_000);

  test('an unregistered key is refused', async () => {
    const other = makeKey(join(folder, 'other'), 'ed25519');
    await using account = await TestAccount.open({ machines: 'real', keys: [key.publicKey] });
    await account.start();
    const build = account.build((row) => row.title.startsWith('test · Totals'));
    const started = await account.during(account.provider.rebuildWithAccess(build.id));
    if (!started.ok) throw new Error(started.problem.message);
    const session = () => account.sessions.get(started.value.id);
    await account.until(() => session()?.state === 'ready');
    await expect(connect(session()?.machines[0], other)).rejects.toThrow(/refused|accept|sign/i);
  }, 120_000);
});
