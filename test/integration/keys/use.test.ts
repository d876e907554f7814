import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SshAgent, sshAgentMissing } from '../../fixtures/ssh/agent.ts';
import { Sshd, makeKey, sshdMissing } from '../../fixtures/sshd.ts';
import { Harness } from '../connection/harness.ts';
import { Home, valueOf } from './harness.ts';

const missing = sshdMissing ?? sshAgentMissing;
const here = { accountId: 'acme', host: 'machine.example' };
const PASSPHRASE = 'open sesame';

describe('keys that sign in', () => {
  beforeEach((test) => test.skip(missing !== undefined, missing));
  let sshd: Sshd;
  beforeAll(async () => {
    if (missing === undefined) sshd = await Sshd.start();
  });
  afterAll(async () => {
    if (missing === undefined) await sshd[Symbol.asyncDispose]();
  });

  const allow = (publicKey: string) => appendFileSync(join(sshd.folder, 'authorized_keys'), `${publicKey}\n`);
  const labels = (offer: { identities: { label: string }[] }) => offer.identities.map(({ label }) => label);

  it('can be made here: the server takes them, the private part is in the keychain alone, and the next run has it', async () => {
    using home = new Home();
    const first = await home.run();
    const { keyId } = valueOf(await first.keys.generate('my \u202Ework key'));
    const key = first.truth.get(keyId);
    expect(key).toMatchObject({
      kind: 'generated',
      label: 'my work key',
      algorithm: 'ed25519',
      secretPlace: 'keychain',
    });
    const line = valueOf(first.keys.publicKey(keyId));
    expect(line).toMatch(/^ssh-ed25519 \S+ my work key$/);
    expect([...home.vault.entries.values()].join()).toContain('OPENSSH PRIVATE KEY');
    expect(home.storage.text).not.toContain('PRIVATE KEY');
    expect(JSON.stringify(first.listed())).not.toContain('PRIVATE KEY');
    allow(line);
    const second = await home.run();
    expect(second.truth.get(keyId)).toEqual(key);
    const { identities } = await second.keys.identities(here);
    await using harness = new Harness();
    expect(await harness.connect(sshd, identities)).toMatchObject({ state: 'connected', signedInWith: 'my work key' });
    expect(spawnSync('ssh-keygen', ['-l', '-f', '-'], { input: line, encoding: 'utf8' }).stdout).toContain(key?.sha256);
  });

  it('are written so that OpenSSH reads every one of them', async () => {
    using home = new Home();
    const { keys, secrets } = await home.run();
    for (let count = 0; count < 20; count += 1) valueOf(await keys.generate(`key ${count}`));
    for (const handle of home.vault.entries.keys()) {
      const file = join(home.folder, 'made');
      rmSync(file, { force: true });
      writeFileSync(file, (await secrets.read(handle)) ?? '', { mode: 0o600 });
      expect(spawnSync('ssh-keygen', ['-y', '-P', '', '-f', file]).status).toBe(0);
    }
  });

  it.each([
    ['OpenSSH', 'ed25519', 'RFC4716', ''],
    ['OpenSSH with a passphrase', 'ecdsa', 'RFC4716', PASSPHRASE],
    ['PEM', 'rsa', 'PEM', ''],
    ['PEM with a passphrase', 'rsa', 'PEM', PASSPHRASE],
    ['PKCS #8', 'rsa', 'PKCS8', ''],
    ['PKCS #8 with a passphrase', 'rsa', 'PKCS8', PASSPHRASE],
    ['PKCS #8, ECDSA, with a passphrase', 'ecdsa', 'PKCS8', PASSPHRASE],
  ])('are imported and sign in: %s', async (_name, type, format, passphrase) => {
    using home = new Home();
    const file = join(home.folder, 'exported');
    const options = ['-q', '-t', type, '-m', format, '-N', passphrase, '-C', 'someone', '-f', file];
    expect(spawnSync('ssh-keygen', options).status).toBe(0);
    allow(readFileSync(`${file}.pub`, 'utf8').trim());
    const { keys, truth } = await home.run();
    const { keyId } = valueOf(await keys.import(file));
    rmSync(file);
    rmSync(`${file}.pub`);
    expect(truth.get(keyId)).toMatchObject({ kind: 'imported', label: 'exported', secretPlace: 'keychain' });
    const isEncrypted = passphrase !== '';
    const before = await keys.identities(here);
    expect(before.locked).toEqual(isEncrypted ? [{ keyId, label: 'exported' }] : []);
    if (isEncrypted) valueOf(await keys.setPassphrase(keyId, passphrase, false));
    expect(truth.get(keyId)?.passphrase).toBe(isEncrypted ? 'this-run' : 'none');
    const { identities, locked } = await keys.identities(here);
    expect(locked).toEqual([]);
    await using harness = new Harness();
    expect(await harness.connect(sshd, identities)).toMatchObject({ state: 'connected', signedInWith: 'exported' });
  });

  it('are not imported when they are no private keys', async () => {
    using home = new Home();
    const { file } = makeKey(join(home.folder, 'key'));
    writeFileSync(join(home.folder, 'text'), 'hello');
    writeFileSync(join(home.folder, 'large'), Buffer.alloc(100_000));
    writeFileSync(join(home.folder, 'putty.ppk'), 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n');
    const { keys } = await home.run();
    const problemOf = async (name: string) => {
      const result = await keys.import(join(home.folder, name));
      return result.ok ? undefined : `${result.problem.code}: ${result.problem.message}`;
    };
    expect(await problemOf('key.pub')).toBe('bad-request: key.pub is the public part of a key.');
    expect(await problemOf('text')).toBe('bad-request: text is not a private key.');
    expect(await problemOf('large')).toBe('bad-request: large cannot be read, or is too large for a key.');
    expect(await problemOf('nowhere')).toBe('bad-request: nowhere cannot be read, or is too large for a key.');
    expect(await problemOf('putty.ppk')).toMatch(/^not-supported: This key cannot be used. This is a PuTTY key/);
    expect(valueOf(await keys.import(file)).keyId).toMatch(/^SHA256:/);
    expect(home.vault.entries.size).toBe(1);
  });

  it('keep passphrases in the keychain when wished, and nowhere else', async () => {
    using home = new Home();
    const { file, publicKey } = makeKey(join(home.ssh, 'id_ed25519'), 'ed25519', PASSPHRASE);
    allow(publicKey);
    const first = await home.run();
    const id = first.named('id_ed25519')?.id ?? '';
    expect(await first.keys.setPassphrase(id, 'wrong', true)).toMatchObject({
      ok: false,
      problem: { code: 'sign-in-refused', message: 'This passphrase does not open id_ed25519.' },
    });
    expect(home.vault.entries.size).toBe(0);
    expect((await first.keys.identities(here)).locked).toEqual([{ keyId: id, label: 'id_ed25519' }]);
    valueOf(await first.keys.setPassphrase(id, PASSPHRASE, true));
    expect(first.named('id_ed25519')?.passphrase).toBe('kept');
    expect([...home.vault.entries.values()]).toEqual([PASSPHRASE]);
    expect(home.storage.text + first.log.join()).not.toContain(PASSPHRASE);
    const second = await home.run();
    expect(second.named('id_ed25519')?.passphrase).toBe('kept');
    await using harness = new Harness();
    const { identities } = await second.keys.identities(here);
    expect((await harness.connect(sshd, identities)).state).toBe('connected');
    valueOf(await second.keys.remove(id));
    expect(second.named('id_ed25519')).toMatchObject({ passphrase: 'needed', path: file });
    expect(home.vault.entries.size).toBe(0);
  });

  it('keep passphrases for this run where there is no keychain, and ask again in the next', async () => {
    using home = new Home();
    home.vault.state = 'missing';
    makeKey(join(home.ssh, 'id_ed25519'), 'ed25519', PASSPHRASE);
    const first = await home.run();
    const id = first.named('id_ed25519')?.id ?? '';
    valueOf(await first.keys.setPassphrase(id, PASSPHRASE, true));
    expect(first.named('id_ed25519')?.passphrase).toBe('this-run');
    expect((await first.keys.identities(here)).identities).toHaveLength(1);
    expect(home.storage.text).not.toContain(PASSPHRASE);
    const second = await home.run();
    expect(second.named('id_ed25519')?.passphrase).toBe('needed');
    expect((await second.keys.identities(here)).locked).toEqual([{ keyId: id, label: 'id_ed25519' }]);
    home.vault.state = 'available';
    await first.secrets.recheck();
    const third = await home.run();
    expect(third.named('id_ed25519')?.passphrase).toBe('kept');
  });

  it('show their public part once the passphrase has been given', async () => {
    using home = new Home();
    const file = join(home.ssh, 'old');
    spawnSync('ssh-keygen', ['-q', '-t', 'rsa', '-m', 'PEM', '-N', PASSPHRASE, '-C', '', '-f', file]);
    const line = readFileSync(`${file}.pub`, 'utf8').trim();
    rmSync(`${file}.pub`);
    const { keys, named } = await home.run();
    const id = named('old')?.id ?? '';
    expect(keys.publicKey(id)).toMatchObject({ ok: false, problem: { code: 'passphrase-needed' } });
    valueOf(await keys.setPassphrase(id, PASSPHRASE, false));
    expect(valueOf(keys.publicKey(id))).toBe(line);
    const next = await home.run();
    expect(next.named('old')).toMatchObject({ id, passphrase: 'needed', publicKey: line });
  });

  it('come in the likely order: what worked here, what was put first, agent, made here, imported, files', async () => {
    using home = new Home();
    await using agent = await SshAgent.start();
    agent.add('-q', makeKey(join(home.folder, 'laptop')).file);
    for (const [name, type] of [
      ['id_rsa', 'rsa'],
      ['id_ed25519', 'ed25519'],
      ['zebra', 'ecdsa'],
    ] as const) {
      makeKey(join(home.ssh, name), type);
    }
    const { keys, named } = await home.run({ SSH_AUTH_SOCK: agent.socket });
    valueOf(await keys.import(makeKey(join(home.folder, 'imported')).file));
    valueOf(await keys.generate('made'));
    const usual = ['test (SSH agent)', 'made', 'imported', 'id_ed25519', 'id_rsa', 'zebra'];
    expect(labels(await keys.identities(here))).toEqual(usual);
    valueOf(await keys.use(named('zebra')?.id ?? '', { isUsed: true, first: true }));
    valueOf(await keys.use(named('made')?.id ?? '', { isUsed: false, first: false }));
    expect(labels(await keys.identities(here))).toEqual(['zebra', usual[0], 'imported', 'id_ed25519', 'id_rsa']);
    keys.noteSuccess(here, 'id_rsa');
    keys.noteSuccess(here, 'no such key');
    await expect.poll(async () => labels(await keys.identities(here))[0]).toBe('id_rsa');
    // The account's other machines are likely to take it, too.
    expect(labels(await keys.identities({ ...here, host: 'other.example' }))[0]).toBe('id_rsa');
    expect(labels(await keys.identities({ host: 'other.example' }))[0]).toBe('zebra');
    expect(labels(await keys.identities({ ...here, limit: 2 }))).toEqual(['id_rsa', 'zebra']);
    const next = await home.run({ SSH_AUTH_SOCK: agent.socket });
    expect(labels(await next.keys.identities(here)).slice(0, 2)).toEqual(['id_rsa', 'zebra']);
    expect(next.named('made')?.isUsed).toBe(false);
    expect(next.listed().map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are never more than a server lets try', async () => {
    using home = new Home();
    for (let count = 0; count < 9; count += 1) makeKey(join(home.ssh, `key-${count}`));
    makeKey(join(home.ssh, 'locked'), 'ed25519', PASSPHRASE);
    const { publicKey } = makeKey(join(home.ssh, 'the-right-one'));
    allow(publicKey);
    const { keys, named } = await home.run();
    const usual = await keys.identities(here);
    expect(usual.identities).toHaveLength(6);
    expect(usual.locked.map(({ label }) => label)).toEqual(['locked']);
    valueOf(await keys.use(named('the-right-one')?.id ?? '', { isUsed: true, first: false }));
    await using harness = new Harness();
    const named6 = await keys.identities({ ...here, identityFile: '~/.ssh/the-right-one' });
    expect(await harness.connect(sshd, named6.identities)).toMatchObject({ signedInWith: 'the-right-one' });
  });

  it('that a command names are found outside of ~/.ssh, too', async () => {
    using home = new Home();
    makeKey(join(home.ssh, 'id_ed25519'));
    makeKey(join(home.folder, 'ci-key'));
    const { file } = makeKey(join(home.folder, 'locked-key'), 'ed25519', PASSPHRASE);
    const { keys, named } = await home.run();
    const offered = await keys.identities({ ...here, identityFile: '~/ci-key' });
    expect(labels(offered)).toEqual(['ci-key', 'id_ed25519']);
    const locked = await keys.identities({ ...here, identityFile: file });
    expect(locked.locked).toEqual([{ keyId: named('locked-key')?.id, label: 'locked-key' }]);
    expect(labels(await keys.identities({ ...here, identityFile: '/no/such/file' }))).toContain('id_ed25519');
    expect(labels(await keys.identities({ ...here, identityFile: join(home.folder, 'ci-key.pub') }))).toHaveLength(2);
  });

  it('have names of their own when they are offered', async () => {
    using home = new Home();
    makeKey(join(home.ssh, 'id_ed25519'));
    makeKey(join(home.folder, 'id_ed25519'));
    const { keys } = await home.run();
    const offered = labels(await keys.identities({ ...here, identityFile: '~/id_ed25519' }));
    expect(new Set(offered).size).toBe(2);
    keys.noteSuccess(here, offered[1] ?? '');
    await expect.poll(async () => labels(await keys.identities(here))[0]).toBe(offered[1]);
  });

  it('are signed by the agent when they are encrypted files that it holds', async () => {
    using home = new Home();
    await using agent = await SshAgent.start();
    const { file, publicKey } = makeKey(join(home.ssh, 'id_ed25519'));
    allow(publicKey);
    agent.add('-q', file);
    spawnSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', file]);
    const { keys } = await home.run({ SSH_AUTH_SOCK: agent.socket });
    const { identities, locked } = await keys.identities(here);
    expect(locked).toEqual([]);
    await using harness = new Harness();
    expect((await harness.connect(sshd, identities)).signedInWith).toBe('test (SSH agent)');
  });

  it('that were kept for an earlier run only say so', async () => {
    using home = new Home();
    home.vault.state = 'missing';
    const first = await home.run();
    const { keyId } = valueOf(await first.keys.generate('mine'));
    expect(first.truth.get(keyId)).toMatchObject({ secretPlace: 'this-run' });
    expect((await first.keys.identities(here)).identities).toHaveLength(1);
    const second = await home.run();
    expect(second.truth.get(keyId)?.fault).toBe(
      'The private part of mine cannot be read: Test Keychain cannot be reached.',
    );
    home.vault.state = 'available';
    await second.keys.refresh();
    expect(second.truth.get(keyId)?.fault).toBe('The private part of mine is not in Test Keychain any more.');
    expect((await second.keys.identities(here)).identities).toEqual([]);
    valueOf(await second.keys.remove(keyId));
    expect(second.listed()).toEqual([]);
  });

  it('are not left in the keychain when the settings cannot be written', async () => {
    using home = new Home();
    home.storage.isBroken = true;
    const { keys, listed } = await home.run();
    expect(await keys.generate('mine')).toMatchObject({ ok: false, problem: { code: 'storage-failed' } });
    expect(home.vault.entries.size).toBe(0);
    expect(listed()).toEqual([]);
  });

  it('of others are not removed, and what is gone is said to be', async () => {
    using home = new Home();
    makeKey(join(home.ssh, 'id_ed25519'));
    const { keys, named } = await home.run();
    expect(await keys.remove(named('id_ed25519')?.id ?? '')).toMatchObject({ problem: { code: 'not-supported' } });
    for (const result of [
      await keys.remove('x'),
      await keys.use('x', { isUsed: true, first: true }),
      await keys.setPassphrase('x', 'y', false),
      keys.publicKey('x'),
    ]) {
      expect(result).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    }
  });
});
