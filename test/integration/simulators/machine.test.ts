import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ssh2';
import type { ConnectConfig } from 'ssh2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeKey } from '../../fixtures/sshd.ts';
import type { KeyPair } from '../../fixtures/sshd.ts';
import { Machine, machineMissing } from '../../simulators/machine/machine.ts';

/** Runs a command on the machine and gives what it printed. */
function ask(machine: Machine, config: ConnectConfig, command: string, pty = false): Promise<string> {
  const client = new Client();
  return new Promise<string>((resolve, reject) => {
    let output = '';
    client.once('error', reject).once('ready', () =>
      client.exec(command, { pty }, (error, channel) => {
        if (error) return reject(error);
        channel.on('data', (chunk: Buffer) => (output += chunk.toString()));
        channel.once('close', () => resolve(output));
        if (pty) channel.write('cat ../machine-name; echo "$0 $SEMAPHORE_JOB_ENVIRONMENT"; sh test.sh; exit\n');
      }),
    );
    client.connect({ host: machine.host, port: machine.port, ...config });
  }).finally(() => client.end());
}

describe('a simulated machine', () => {
  beforeEach((context) => context.skip(machineMissing !== undefined, machineMissing));

  const folder = mkdtempSync(join(tmpdir(), 'machine-test-'));
  let key: KeyPair;
  let machine: Machine;

  beforeAll(async () => {
    if (machineMissing !== undefined) return;
    key = makeKey(join(folder, 'key'));
    machine = await Machine.start({ users: ['semaphore'], authorizedKeys: [key.publicKey], name: 'job-12' });
  });
  afterAll(async () => {
    if (machineMissing === undefined) await machine[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  test('takes names that exist nowhere, each with what opens it and nothing else', async () => {
    const user = '057f0065-7e6d-4912-921b-50917ff046a3-0';
    machine.allow(user, { authorizedKeys: [key.publicKey] });
    machine.allow('vagrant', { password: 'aB2-x_9Q' });
    const connected: string[] = [];
    machine.on('connect', (name) => connected.push(name));
    expect(await ask(machine, { username: user, privateKey: key.privateKey }, 'whoami; echo $HOME')).toBe(
      `${user}\n${machine.home}\n`,
    );
    expect(await ask(machine, { username: 'vagrant', password: 'aB2-x_9Q' }, 'whoami')).toBe('vagrant\n');
    await expect.poll(() => connected).toEqual([user, 'vagrant']);
    await expect(ask(machine, { username: 'vagrant', password: 'wrong' }, 'whoami')).rejects.toThrow(/authentication/);
    await expect(ask(machine, { username: 'vagrant', privateKey: key.privateKey }, 'id')).rejects.toThrow(/authent/);
    await expect(ask(machine, { username: user, password: 'aB2-x_9Q' }, 'id')).rejects.toThrow(/authentication/);
    await expect(ask(machine, { username: 'root', privateKey: key.privateKey }, 'id')).rejects.toThrow(/authent/);
  });

  test('has a jump point as Semaphore has it, into a shell in the project whose tests fail', async () => {
    const config = { username: 'semaphore', privateKey: key.privateKey };
    const started = 'bash /tmp/ssh_jump_point cat /tmp/sempahore-user-commands-have-started';
    expect(await ask(machine, config, started)).toBe('yes\n');
    const output = await ask(machine, config, 'bash /tmp/ssh_jump_point', true);
    expect(output).toContain('semaphore@job-12:project');
    expect(output).toContain('job-12\r\n');
    expect(output).toContain('bash container');
    expect(output).toContain('FAIL tax is rounded half up: expected 60, got 59');
    expect(await ask(machine, config, 'powershell.exe', true)).toContain('PS C:\\Users\\circleci> ');
  });

  test('shows the host key it says it has', async () => {
    const scanned = spawnSync('ssh-keyscan', ['-t', 'ed25519', '-p', String(machine.port), machine.host], {
      encoding: 'utf8',
    });
    writeFileSync(join(folder, 'scanned'), scanned.stdout);
    const printed = spawnSync('ssh-keygen', ['-l', '-f', join(folder, 'scanned')], { encoding: 'utf8' }).stdout;
    expect(printed).toContain(machine.hostKeySha256);
  });

  test('is gone with everything on it when the test that started it is killed', async () => {
    const script = `
      const { Machine } = await import(${JSON.stringify(join(import.meta.dirname, '../../simulators/machine/machine.ts'))});
      const machine = await Machine.start({ users: ['builder'], password: 'secret' });
      console.log(machine.port + ' ' + machine.folder);
    `;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const said = await new Promise<string>((resolve) =>
      holder.stdout.once('data', (data: Buffer) => resolve(String(data))),
    );
    const [port = '', machineFolder = ''] = said.trim().split(' ');
    const left = { host: '127.0.0.1', port: Number(port) } as Machine;
    // A program that outlives its connection and has left its parent.
    const config = { username: 'builder', password: 'secret' };
    const pid = (await ask(left, config, 'setsid sleep 600 >/dev/null 2>&1 </dev/null & echo $!')).trim();
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    holder.kill('SIGKILL');
    // Some systems take their time to bury the dead.
    await expect.poll(() => existsSync(machineFolder), { timeout: 20_000 }).toBe(false);
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 20_000 }).toBe(false);
    const refusal = () => ask(left, config, 'id').catch((error: Error) => error.message);
    await expect.poll(refusal).toMatch(/ECONNREFUSED/);
  });

  test('ends every connection when it is taken away', async () => {
    await using other = await Machine.start({ users: ['builder'], password: 'secret' });
    const client = new Client();
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.on('error', () => {});
    await new Promise<void>((resolve) => {
      client.once('ready', resolve);
      client.connect({ host: other.host, port: other.port, username: 'builder', password: 'secret' });
    });
    await other.end();
    await closed;
    expect(other.isGone).toBe(true);
    await expect(ask(other, { username: 'builder', password: 'secret' }, 'id')).rejects.toThrow(/ECONNREFUSED/);
  });
});
