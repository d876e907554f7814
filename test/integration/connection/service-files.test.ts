import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Harness, keyIdentity } from './harness.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the files of a machine, asked for through its connection process', () => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let toDispose = new AsyncDisposableStack();
  afterEach(async () => {
    await toDispose.disposeAsync();
    toDispose = new AsyncDisposableStack();
  });

  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), 'service-files-'));
    toDispose.defer(() => rmSync(made, { recursive: true }));
    return made;
  }

  async function connected() {
    const sshd = toDispose.use(await Sshd.start());
    const harness = toDispose.use(new Harness());
    const link = await harness.connect(sshd, [keyIdentity('key', sshd.clientKey.privateKey)]);
    return { sshd, harness, link };
  }

  it('are browsed through a port that outlives a lost link', async () => {
    const { sshd, harness } = await connected();
    const at = folder();
    const browser = await harness.browse();
    const located = { type: 'reply', value: { path: at, kind: 'folder', via: 'sftp', os: 'posix' } };
    expect(await browser.ask('locate', { path: at })).toMatchObject(located);
    await sshd.kill();
    await browser.linkIs(false);
    expect(await browser.ask('locate', { path: at })).toMatchObject({
      type: 'failure',
      problem: { code: 'connection-lost' },
    });
    await sshd.start();
    await browser.linkIs(true);
    expect(await browser.ask('locate', { path: at })).toMatchObject(located);
    expect(browser.links).toEqual([false, true]);
  });

  it('can be browsed before the machine is connected, which says when it is', async () => {
    const harness = toDispose.use(new Harness());
    const browser = await harness.browse();
    expect(await browser.ask('locate', {})).toMatchObject({ type: 'failure', problem: { code: 'connection-lost' } });
    const sshd = toDispose.use(await Sshd.start());
    await harness.connect(sshd, [keyIdentity('key', sshd.clientKey.privateKey)]);
    await browser.linkIs(true);
    expect(await browser.ask('locate', {})).toMatchObject({ type: 'reply' });
  });

  it('are compared with files here, and looked at', async () => {
    const { harness } = await connected();
    const at = folder();
    const [path, localPath] = [join(at, 'there.txt'), join(at, 'here.txt')];
    writeFileSync(path, 'there');
    writeFileSync(localPath, 'here');
    expect(await harness.client.call('compareFile', { machine: 0, path, localPath })).toEqual({
      ok: true,
      value: { localBytes: 4, remoteBytes: 5, localSha256: sha256('here'), remoteSha256: sha256('there') },
    });
    expect(await harness.client.call('statFile', { machine: 0, path })).toMatchObject({
      ok: true,
      value: { kind: 'file', sizeBytes: 5 },
    });
    expect(await harness.client.call('statFile', { machine: 0, path: join(at, 'missing') })).toMatchObject({
      ok: false,
      problem: { code: 'not-found' },
    });
    expect(await harness.client.call('statFile', { machine: 1, path })).toMatchObject({
      ok: false,
      problem: { code: 'connection-lost' },
    });
  });

  it('are held against a folder here', async () => {
    const { harness } = await connected();
    const at = folder();
    const [localFolder, remoteFolder] = [join(at, 'here'), join(at, 'there')];
    for (const made of [localFolder, remoteFolder]) mkdirSync(made);
    writeFileSync(join(localFolder, 'new.txt'), 'new');
    expect(
      await harness.client.call('planSync', { machine: 0, direction: 'upload', localFolder, remoteFolder }),
    ).toMatchObject({ ok: true, value: { items: [{ path: 'new.txt', action: 'add' }] } });
  });

  it('come with the whole key that the machine showed, also when only its fingerprint was known', async () => {
    const { sshd, link } = await connected();
    const [, key] = sshd.hostKeys[0]?.publicKey.split(' ') ?? [];
    expect(link.hostKey).toMatchObject({ sha256: sshd.hostKeys[0]?.sha256, publicKey: key, source: 'first-contact' });
    const told = toDispose.use(new Harness());
    const pinned = await told.connect(sshd, [keyIdentity('key', sshd.clientKey.privateKey)], {
      algorithm: 'ssh-ed25519',
      sha256: sshd.hostKeys[0]?.sha256 ?? '',
      source: 'provider',
    });
    expect(pinned.hostKey).toMatchObject({ publicKey: key, source: 'provider' });
  });
});
