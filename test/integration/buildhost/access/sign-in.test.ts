import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_WAITING } from '../../../../main/buildhost/access/gate.ts';
import { fingerprint } from '../../../../main/buildhost/access/machine-keys.ts';
import { fingerprints, scanHostKeys } from '../../../fixtures/ssh/client.ts';
import { toolsMissing, runTool } from '../../../fixtures/ssh/tools.ts';
import { startTestMachine, type TestMachine } from './machine.ts';
import { describeNeeding } from '../../../fixtures/needs.ts';

describeNeeding(toolsMissing('ssh', 'ssh-keyscan', 'ssh-keygen'), 'signing in to a machine with OpenSSH', () => {
  let machine: TestMachine;
  let folder: string;
  beforeAll(async () => {
    machine = await startTestMachine();
    folder = await mkdtemp(join(tmpdir(), 'jumpseat-keys-'));
  });
  afterAll(async () => {
    await machine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the host key that was announced, and no other', async () => {
    const file = join(folder, 'scanned');
    await writeFile(file, await scanHostKeys(machine.server.host, machine.server.port));
    expect(await fingerprints(file)).toEqual([machine.server.hostKey.sha256]);
    expect(machine.server.hostKey).toMatchObject({ algorithm: 'ssh-ed25519', source: 'provider' });
  });

  it('gives out a private key that ssh-keygen reads', async () => {
    const result = await runTool('ssh-keygen', ['-y', '-f', machine.client.identityFile]);
    expect(result.stdout.toString()).toMatch(/^ssh-ed25519 /);
  });

  it('lets in the right user with the right key and says so', async () => {
    const before = machine.signIns();
    const result = await machine.client.ssh(['machine', 'true']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(machine.signIns()).toBe(before + 1);
  });

  it('makes a fresh host key and client key for every machine', async () => {
    await using other = await startTestMachine();
    expect(other.server.hostKey.sha256).not.toBe(machine.server.hostKey.sha256);
    expect(other.server.privateKey).not.toBe(machine.server.privateKey);
    const crossed = await machine.client.ssh([
      '-o',
      `UserKnownHostsFile=${other.client.knownHostsFile}`,
      '-p',
      String(other.server.port),
      'machine',
      'true',
    ]);
    expect(crossed.code).toBe(255);
    expect(crossed.stderr).toContain('Permission denied (publickey)');
  });

  it('refuses another key, another user and a password', async () => {
    const before = machine.signIns();
    const other = join(folder, 'other');
    await runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
    const attempts = [
      ['-F', 'none', '-i', other, '-oIdentitiesOnly=yes', ...pinned()],
      ['-l', 'root'],
      ['-o', 'PubkeyAuthentication=no', '-o', 'PreferredAuthentications=password,keyboard-interactive'],
    ];
    for (const attempt of attempts) {
      const result = await machine.client.ssh([...attempt, 'machine', 'true']);
      expect({ attempt, code: result.code }).toEqual({ attempt, code: 255 });
      expect(result.stderr).toContain('Permission denied (publickey)');
    }
    expect(machine.signIns()).toBe(before);

    function pinned(): string[] {
      return [
        `-oHostName=${machine.server.host}`,
        `-oPort=${machine.server.port}`,
        `-oUser=${machine.server.user}`,
        `-oUserKnownHostsFile=${machine.client.knownHostsFile}`,
        '-oStrictHostKeyChecking=yes',
        '-oIdentityAgent=none',
        '-oBatchMode=yes',
      ];
    }
  });

  it('closes the connection after three wrong keys, before the right one is tried', async () => {
    const files = [1, 2, 3].map((number) => join(folder, `wrong-${number}`));
    for (const file of files) await runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    const identities = [...files, machine.client.identityFile].flatMap((file) => ['-i', file]);
    const config = join(folder, 'config-without-identity');
    await writeFile(
      config,
      `Host machine\nHostName ${machine.server.host}\nPort ${machine.server.port}\nUser ${machine.server.user}\n` +
        `UserKnownHostsFile ${machine.client.knownHostsFile}\nStrictHostKeyChecking yes\nIdentitiesOnly yes\n` +
        'IdentityAgent none\nBatchMode yes\n',
    );
    const result = await runTool('ssh', ['-F', config, ...identities, 'machine', 'true']);
    expect(result.code).toBe(255);
    expect(machine.lines.some((line) => line.includes('Sign-in refused 3 times'))).toBe(true);
    const fewer = await runTool('ssh', ['-F', config, ...identities.slice(2), 'machine', 'echo in']);
    expect(fewer.stdout.toString()).toBe('in\n');
  });

  it('offers current algorithms only', async () => {
    const refused = ['-oKexAlgorithms=diffie-hellman-group14-sha1', '-oCiphers=aes128-cbc', '-oMACs=hmac-sha1'];
    for (const option of refused) {
      // A plain MAC only matters with a cipher that needs one.
      const args = option.startsWith('-oMACs') ? [option, '-oCiphers=aes128-ctr'] : [option];
      const result = await machine.client.ssh([...args, 'machine', 'true']);
      expect({ option, code: result.code }).toEqual({ option, code: 255 });
      expect(result.stderr).toMatch(/no matching/);
    }
    const taken = [
      ['-oKexAlgorithms=ecdh-sha2-nistp256', '-oCiphers=aes256-gcm@openssh.com'],
      ['-oKexAlgorithms=ecdh-sha2-nistp521', '-oCiphers=aes256-ctr', '-oMACs=hmac-sha2-512-etm@openssh.com'],
      ['-oKexAlgorithms=diffie-hellman-group14-sha256', '-oCiphers=aes128-ctr'],
    ];
    for (const args of taken)
      expect((await machine.client.ssh([...args, 'machine', 'echo in'])).stdout.toString()).toBe('in\n');
  });

  it('turns away the ninth of those who do not sign in, and still serves when they have gone', async () => {
    await using busy = await startTestMachine();
    const waiting = Array.from({ length: MAX_WAITING }, () => connect(busy.server.port, busy.server.host));
    await Promise.all(waiting.map((socket) => once(socket, 'data')));
    const late = connect(busy.server.port, busy.server.host);
    late.on('error', () => undefined);
    await once(late, 'close');
    expect(late.bytesRead).toBe(0);
    for (const socket of waiting) socket.destroy();
    await expect.poll(async () => (await busy.client.ssh(['machine', 'true'])).code).toBe(0);
  });

  it.each([
    ['noise', randomBytes(200_000)],
    ['a greeting and noise', Buffer.concat([Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), randomBytes(200_000)])],
    ['a web browser', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['a greeting without end', Buffer.alloc(200_000, 'S')],
  ])('is not upset by %s', async (_name, bytes) => {
    const socket = connect(machine.server.port, machine.server.host);
    socket.on('error', () => undefined);
    socket.resume();
    socket.end(bytes);
    await once(socket, 'close');
    expect((await machine.client.ssh(['machine', 'true'])).code).toBe(0);
  });

  it('lets ssh2 in as well', async () => {
    const { host, port, user, privateKey } = machine.server;
    const hostVerifier = (key: Buffer): boolean => fingerprint(key) === machine.server.hostKey.sha256;
    const client = new ssh2.Client();
    client.connect({ host, port, username: user, privateKey, hostVerifier });
    const before = machine.signIns();
    await once(client, 'ready');
    expect(machine.signIns()).toBe(before + 1);
    client.end();
    await once(client, 'close');
  });
});
