import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOBODYS_PORT, Sshd, makeKey, sshdMissing } from '../../fixtures/sshd.ts';
import { Harness, keyIdentity } from './harness.ts';

describe('signing in to OpenSSH', () => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let sshd: Sshd;
  beforeAll(async () => {
    if (sshdMissing !== undefined) return;
    sshd = await Sshd.start({ hostKeys: ['ed25519', 'ecdsa', 'rsa'] });
  });
  afterAll(async () => {
    if (sshdMissing === undefined) await sshd[Symbol.asyncDispose]();
  });

  const good = () => keyIdentity('the session key', sshd.clientKey.privateKey);
  const stranger = (name: string, ...rest: [('ed25519' | 'rsa')?, string?]) =>
    makeKey(join(sshd.folder, name), ...rest).privateKey;

  it('connects, tells the host key of the first contact, the identity and the latency', async () => {
    await using harness = new Harness();
    const startedAt = performance.now();
    const link = await harness.connect(sshd, [good()]);
    expect(link).toMatchObject({ state: 'connected', signedInWith: 'the session key' });
    expect(link.hostKey).toEqual({
      algorithm: 'ssh-ed25519',
      sha256: sshd.hostKeys[0]?.sha256,
      publicKey: sshd.hostKeys[0]?.publicKey.split(' ')[1],
      source: 'first-contact',
    });
    const measured = await harness.link(({ latencyMs }) => latencyMs !== undefined);
    expect(measured.latencyMs).toBeLessThanOrEqual(Math.ceil(performance.now() - startedAt));
  });

  it('takes the second identity when the first is refused', async () => {
    await using harness = new Harness();
    const link = await harness.connect(sshd, [keyIdentity('old key', stranger('old')), good()]);
    expect(link).toMatchObject({ state: 'connected', signedInWith: 'the session key' });
  });

  it('opens a key with its passphrase', async () => {
    await using harness = new Harness();
    const file = join(sshd.folder, 'locked');
    spawnSync('cp', [sshd.clientKey.file, file]);
    spawnSync('chmod', ['600', file]);
    spawnSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', file]);
    const privateKey = spawnSync('cat', [file], { encoding: 'utf8' }).stdout;
    expect((await harness.connect(sshd, [keyIdentity('locked', privateKey, 'open sesame')])).state).toBe('connected');
    await using second = new Harness();
    const refused = await second.connect(sshd, [keyIdentity('locked', privateKey, 'wrong')]);
    expect(refused.problem).toMatchObject({
      code: 'sign-in-refused',
      hint: 'Offered: locked (its passphrase is wrong).',
    });
  });

  it('says which identities were offered when all are refused, and does not try again', async () => {
    await using harness = new Harness();
    const link = await harness.connect(sshd, [
      keyIdentity('old key', stranger('old2')),
      keyIdentity('work laptop', stranger('laptop', 'rsa')),
      { kind: 'password', label: 'password of the image', password: 'hunter2-secret' },
    ]);
    expect(link.state).toBe('failed');
    expect(link.problem?.code).toBe('sign-in-refused');
    expect(link.problem?.message).toBe(`The machine at 127.0.0.1:${sshd.port} refused to sign in ${sshd.user}.`);
    expect(link.problem?.hint).toBe(
      'Offered: old key; work laptop; password of the image (not offered, the machine takes no passwords).',
    );
    expect(JSON.stringify(harness.events)).not.toContain('hunter2-secret');
    expect(harness.events.filter(({ name }) => name === 'link')).toHaveLength(2);
  });

  it('connects when the pinned key of any kind matches', async () => {
    for (const [index, algorithm] of ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'RSA'].entries()) {
      await using harness = new Harness();
      const pin = { algorithm, sha256: sshd.hostKeys[index]?.sha256 ?? '', source: 'provider' as const };
      const link = await harness.connect(sshd, [good()], pin);
      expect(link).toMatchObject({ state: 'connected', hostKey: pin });
    }
  });

  it('stops before sending anything secret when the host key is another one', async () => {
    // Its log tells of nobody else.
    await using own = await Sshd.start();
    await using harness = new Harness();
    const other = makeKey(join(sshd.folder, 'other_host'));
    const link = await harness.connect(own, [keyIdentity('the session key', own.clientKey.privateKey)], {
      algorithm: 'ssh-ed25519',
      sha256: other.sha256,
      source: 'provider',
    });
    expect(link.state).toBe('failed');
    expect(link.problem?.code).toBe('host-key-changed');
    expect(link.problem?.detail).toContain(other.sha256);
    expect(link.problem?.detail).toContain(own.hostKeys[0]?.sha256);
    await expect.poll(() => own.log).toMatch(/Connection (closed|reset) by/);
    expect(own.log).not.toContain('publickey');
  });

  it('explains a closed port, a port that is no SSH server, and a name that does not exist', async () => {
    const silent = createServer((socket) => socket.resume().end('220 mail.example ESMTP\r\n'));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await using notSsh = new Harness();
    const noGreeting = await notSsh.connect({ host: '127.0.0.1', port, user: 'me' }, [good()]);
    expect(noGreeting.problem?.message).toBe(
      `The machine at 127.0.0.1:${port} closed the connection before SSH was set up.`,
    );
    await new Promise((resolve) => silent.close(resolve));

    await using closed = new Harness();
    const refused = await closed.connect({ host: '127.0.0.1', port: NOBODYS_PORT, user: 'me' }, [good()]);
    expect(refused.problem?.code).toBe('connection-refused');
    expect(refused.problem?.message).toBe(`Nothing answers SSH at 127.0.0.1:${NOBODYS_PORT}.`);

    await using nameless = new Harness();
    const unknown = await nameless.connect({ host: 'no-such-machine.invalid', port: 22, user: 'me' }, [good()]);
    expect(unknown.problem?.message).toBe('The name no-such-machine.invalid could not be found.');
  });
});
