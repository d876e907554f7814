import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Identity } from '../../../main/contract/connection-control.ts';
import { SshAgent, sshAgentMissing } from '../../fixtures/ssh/agent.ts';
import { Sshd, makeKey, sshdMissing } from '../../fixtures/sshd.ts';
import type { KeyPair } from '../../fixtures/sshd.ts';
import { Harness, keyIdentity } from './harness.ts';

const missing = sshdMissing ?? sshAgentMissing;

describe('signing in with a key of the SSH agent', () => {
  beforeEach((test) => test.skip(missing !== undefined, missing));
  let sshd: Sshd;
  let agent: SshAgent;
  let keys: Record<'ed25519' | 'ecdsa' | 'rsa', KeyPair>;
  const stranger = () => makeKey(join(sshd.folder, `stranger-${Math.random()}`));

  beforeAll(async () => {
    if (missing !== undefined) return;
    sshd = await Sshd.start();
    agent = await SshAgent.start();
    const make = (type: 'ed25519' | 'ecdsa' | 'rsa') => makeKey(join(sshd.folder, `agent_${type}`), type);
    keys = { ed25519: make('ed25519'), ecdsa: make('ecdsa'), rsa: make('rsa') };
    for (const key of Object.values(keys)) {
      appendFileSync(join(sshd.folder, 'authorized_keys'), `${key.publicKey}\n`);
      agent.add('-q', key.file);
    }
  });
  afterAll(async () => {
    if (missing !== undefined) return;
    await agent[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
  });

  const inAgent = (label: string, key: KeyPair, socket = agent.socket): Identity => ({
    kind: 'agent',
    label,
    agent: socket,
    publicKey: key.publicKey.split(' ')[1] ?? '',
  });

  it.each(['ed25519', 'ecdsa', 'rsa'] as const)('signs with an %s key, and tells which one it was', async (type) => {
    await using harness = new Harness();
    const link = await harness.connect(sshd, [inAgent(`${type} of the agent`, keys[type])]);
    expect(link).toMatchObject({ state: 'connected', signedInWith: `${type} of the agent` });
  });

  it('signs with SHA-2 when the key is RSA, since servers refuse SHA-1', async () => {
    await using strict = await Sshd.start({ config: ['PubkeyAcceptedAlgorithms rsa-sha2-256,rsa-sha2-512'] });
    appendFileSync(join(strict.folder, 'authorized_keys'), `${keys.rsa.publicKey}\n`);
    await using harness = new Harness();
    expect((await harness.connect(strict, [inAgent('rsa', keys.rsa)])).state).toBe('connected');
    await using fromFile = new Harness();
    expect((await fromFile.connect(strict, [keyIdentity('rsa', keys.rsa.privateKey)])).state).toBe('connected');
  });

  it('offers the named key alone, whatever else the agent holds', async () => {
    // Its log tells of nobody else.
    await using own = await Sshd.start();
    appendFileSync(join(own.folder, 'authorized_keys'), readFileSync(join(sshd.folder, 'authorized_keys')));
    await using harness = new Harness();
    const other = stranger();
    agent.add('-q', other.file);
    const link = await harness.connect(own, [inAgent('other', other), inAgent('right', keys.ecdsa)]);
    expect(link).toMatchObject({ state: 'connected', signedInWith: 'right' });
    await expect.poll(() => own.log).toContain('Accepted publickey');
    const { log } = own;
    expect(log).toContain(other.sha256);
    expect(log).toContain(keys.ecdsa.sha256);
    expect(log).not.toContain(keys.ed25519.sha256);
    expect(log).not.toContain(keys.rsa.sha256);
    agent.add('-q', '-d', other.file);
  });

  it('goes on with the next identity when the agent no longer has the key, and says so', async () => {
    const taken = stranger();
    appendFileSync(join(sshd.folder, 'authorized_keys'), `${taken.publicKey}\n`);
    await using harness = new Harness();
    const good = keyIdentity('the session key', sshd.clientKey.privateKey);
    const link = await harness.connect(sshd, [inAgent('taken out', taken), good]);
    expect(link).toMatchObject({ state: 'connected', signedInWith: 'the session key' });
    await using second = new Harness();
    const refused = await second.connect(sshd, [inAgent('taken out', taken)]);
    expect(refused.problem).toMatchObject({
      code: 'sign-in-refused',
      hint: 'Offered: taken out (the agent did not sign with it).',
    });
  });

  it('says that the agent is not running', async () => {
    await using harness = new Harness();
    const gone = join(sshd.folder, 'no-agent.sock');
    const refused = await harness.connect(sshd, [inAgent('laptop', keys.ed25519, gone)]);
    expect(refused.problem?.hint).toBe('Offered: laptop (the agent is not running).');
  });

  it('survives an agent that talks nonsense', async () => {
    const socketPath = join(sshd.folder, 'nonsense.sock');
    const nonsense = createServer((socket) => socket.resume().end(Buffer.from([0, 0, 0, 5, 14, 255, 255, 255, 255])));
    await new Promise<void>((resolve) => nonsense.listen(socketPath, resolve));
    await using harness = new Harness();
    const refused = await harness.connect(sshd, [inAgent('laptop', keys.ed25519, socketPath)]);
    expect(refused.problem?.hint).toBe('Offered: laptop (the agent did not sign with it).');
    await new Promise((resolve) => nonsense.close(resolve));
  });

  it('does not offer a kind of key that the engine cannot use', async () => {
    await using harness = new Harness();
    const securityKey = Buffer.concat([Buffer.from([0, 0, 0, 26]), Buffer.from('sk-ssh-ed25519@openssh.com')]);
    const identity: Identity = {
      kind: 'agent',
      label: 'token',
      agent: agent.socket,
      publicKey: securityKey.toString('base64'),
    };
    const refused = await harness.connect(sshd, [identity]);
    expect(refused.problem?.hint).toBe('Offered: token (its kind is not supported).');
  });
});
