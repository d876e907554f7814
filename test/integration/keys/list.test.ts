import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { keySchema } from '../../../main/contract/key.ts';
import { SshAgent, sshAgentMissing } from '../../fixtures/ssh/agent.ts';
import { makeKey } from '../../fixtures/sshd.ts';
import { Home, valueOf } from './harness.ts';

const here = { host: 'machine.example' };

function keygen(...options: string[]): void {
  const made = spawnSync('ssh-keygen', ['-q', ...options], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
}

describe('the list of keys', () => {
  beforeEach((test) => test.skip(sshAgentMissing !== undefined, sshAgentMissing));

  it('has the private keys of ~/.ssh by what they are, not by their names', async () => {
    using home = new Home();
    const ed25519 = makeKey(join(home.ssh, 'id_ed25519'));
    makeKey(join(home.ssh, 'id_rsa'), 'rsa');
    makeKey(join(home.ssh, 'deploy to staging'), 'ecdsa');
    keygen('-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', '', '-f', join(home.ssh, 'old.pem'));
    keygen('-t', 'rsa', '-b', '2048', '-m', 'PKCS8', '-N', '', '-f', join(home.ssh, 'cloud.p8'));
    writeFileSync(join(home.ssh, 'config'), 'Host *\n  IdentityFile ~/.ssh/id_rsa\n');
    writeFileSync(join(home.ssh, 'known_hosts'), `machine ${ed25519.publicKey}\n`);
    writeFileSync(join(home.ssh, 'authorized_keys'), `${ed25519.publicKey}\n`);
    writeFileSync(join(home.ssh, 'a-movie'), Buffer.alloc(1_000_000));
    mkdirSync(join(home.ssh, 'sockets'));
    spawnSync('mkfifo', [join(home.ssh, 'pipe')]);
    symlinkSync(join(home.ssh, 'pipe'), join(home.ssh, 'link-to-pipe'));
    const { listed, named } = await home.run();
    for (const key of listed()) expect(keySchema.parse(key)).toEqual(key);
    expect(listed().map(({ label, algorithm }) => `${label}: ${algorithm}`)).toEqual([
      'id_ed25519: ed25519',
      'id_rsa: RSA 3072',
      'cloud.p8: RSA 2048',
      'deploy to staging: ECDSA P-256',
      'old.pem: RSA 2048',
    ]);
    expect(named('id_ed25519')).toMatchObject({
      kind: 'file',
      sha256: ed25519.sha256,
      publicKey: ed25519.publicKey,
      path: ed25519.file,
      passphrase: 'none',
      isUsed: true,
      position: 0,
    });
    expect(named('id_ed25519')).not.toHaveProperty('fault');
  });

  it('has the fingerprint of encrypted keys, and says which passphrases are needed', async () => {
    using home = new Home();
    const own = makeKey(join(home.ssh, 'own-format'), 'ed25519', 'open sesame');
    rmSync(`${own.file}.pub`);
    keygen('-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'open sesame', '-f', join(home.ssh, 'pem'));
    keygen('-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'open sesame', '-f', join(home.ssh, 'pem-alone'));
    rmSync(join(home.ssh, 'pem-alone.pub'));
    const { named } = await home.run();
    expect(named('own-format')).toMatchObject({ passphrase: 'needed', sha256: own.sha256, algorithm: 'ed25519' });
    expect(named('pem')).toMatchObject({ passphrase: 'needed', algorithm: 'RSA 2048' });
    expect(named('pem-alone')).toMatchObject({ passphrase: 'needed', algorithm: 'unknown' });
    expect(named('pem-alone')?.sha256).toBeUndefined();
  });

  it('says why a key cannot be used', async () => {
    using home = new Home();
    const { publicKey } = makeKey(join(home.folder, 'whole'));
    const blob = publicKey.split(' ')[1] ?? '';
    const putty = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: 1\n${blob}\nPrivate-Lines: 1\nAAAA\n`;
    writeFileSync(join(home.ssh, 'putty.ppk'), putty);
    writeFileSync(
      join(home.ssh, 'damaged'),
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
    );
    writeFileSync(join(home.ssh, 'dsa'), '-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n');
    writeFileSync(join(home.ssh, 'token'), securityKeyFile());
    const { named, keys } = await home.run();
    expect(named('putty.ppk')?.fault).toContain('PuTTYgen');
    expect(named('damaged')?.fault).toContain('damaged');
    expect(named('dsa')?.fault).toContain('DSA');
    expect(named('token')).toMatchObject({ algorithm: 'ed25519 on a security key' });
    expect(named('token')?.fault).toContain('security key');
    expect(await keys.identities(here)).toEqual({ identities: [], locked: [] });
  });

  it('has keys of the agent first, and a key that is also a file once, with its path', async () => {
    using home = new Home();
    await using agent = await SshAgent.start();
    const both = makeKey(join(home.ssh, 'id_ecdsa'), 'ecdsa');
    const alone = makeKey(join(home.folder, 'laptop'), 'rsa');
    const inFile = makeKey(join(home.ssh, 'id_ed25519'));
    agent.add('-q', both.file);
    agent.add('-q', alone.file);
    const { listed } = await home.run({ SSH_AUTH_SOCK: agent.socket });
    expect(listed().map(({ kind, sha256 }) => ({ kind, sha256 }))).toEqual(
      expect.arrayContaining([
        { kind: 'agent', sha256: both.sha256 },
        { kind: 'agent', sha256: alone.sha256 },
      ]),
    );
    expect(listed()).toHaveLength(3);
    expect(listed()[2]).toMatchObject({ kind: 'file', sha256: inFile.sha256 });
    expect(listed().find(({ sha256 }) => sha256 === both.sha256)).toMatchObject({
      path: both.file,
      passphrase: 'none',
    });
  });

  it('follows what is added to the agent and taken out of it', async () => {
    using home = new Home();
    await using agent = await SshAgent.start();
    const key = makeKey(join(home.folder, 'laptop'));
    const { keys, listed } = await home.run({ SSH_AUTH_SOCK: agent.socket });
    expect(listed()).toEqual([]);
    agent.add('-q', key.file);
    expect((await keys.identities(here)).identities).toMatchObject([{ kind: 'agent', label: 'test (SSH agent)' }]);
    expect(listed()).toHaveLength(1);
    agent.add('-q', '-D');
    expect((await keys.identities(here)).identities).toEqual([]);
    expect(listed()).toEqual([]);
    await agent.kill();
    expect((await keys.refresh()).ok).toBe(true);
  });

  it('does without an agent that talks nonsense', async () => {
    using home = new Home();
    makeKey(join(home.ssh, 'id_ed25519'));
    const path = join(home.folder, 'agent.sock');
    const answers = ['000000050c7fffffff', 'ffffffff', '0000000105', '000000090c00000001ffffffff'];
    for (const answer of answers) {
      const server = createServer((socket) => socket.resume().end(Buffer.from(answer, 'hex')));
      await new Promise<void>((resolve) => server.listen(path, resolve));
      const { listed, log } = await home.run({ SSH_AUTH_SOCK: path });
      expect(listed().map(({ label }) => label)).toEqual(['id_ed25519']);
      expect(log.join()).toContain('was left out');
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('shows comments and names without what would trick the eye', async () => {
    using home = new Home();
    const key = makeKey(join(home.ssh, 'id_ed25519'));
    writeFileSync(`${key.file}.pub`, key.publicKey.replace(/ test$/, ' \u202Egnissim\u001B[31m me'));
    renameSync(key.file, join(home.ssh, 'id_\u202Ex'));
    renameSync(`${key.file}.pub`, join(home.ssh, 'id_\u202Ex.pub'));
    const { listed } = await home.run();
    expect(listed()[0]?.label).toBe('id_x');
    expect(listed()[0]?.publicKey).toMatch(/ gnissim me$/);
  });

  it('leaves ~/.ssh as it is', async () => {
    using home = new Home();
    makeKey(join(home.ssh, 'id_ed25519'), 'ed25519', 'open sesame');
    const look = () => readdirSync(home.ssh).map((name) => [name, readFileSync(join(home.ssh, name), 'utf8')]);
    const before = look();
    const { keys, named } = await home.run();
    const id = named('id_ed25519')?.id ?? '';
    valueOf(await keys.setPassphrase(id, 'open sesame', true));
    valueOf(await keys.generate('mine'));
    await keys.identities(here);
    valueOf(await keys.remove(id));
    expect(look()).toEqual(before);
  });
});

/** What ssh-keygen writes for a key on a security token, without the token. */
function securityKeyFile(): string {
  const string = (value: string | Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    return Buffer.concat([length, Buffer.from(value)]);
  };
  const blob = Buffer.concat([string('sk-ssh-ed25519@openssh.com'), string(Buffer.alloc(32, 7)), string('ssh:')]);
  const one = Buffer.from([0, 0, 0, 1]);
  const parts = [string('none'), string('none'), string(''), one, string(blob), string(Buffer.alloc(64))];
  const body = Buffer.concat([Buffer.from('openssh-key-v1\0'), ...parts]).toString('base64');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
