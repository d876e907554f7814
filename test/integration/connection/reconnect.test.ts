import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Harness, keyIdentity } from './harness.ts';

describe('a lost link', () => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let toDispose = new AsyncDisposableStack();
  afterEach(async () => {
    await toDispose.disposeAsync();
    toDispose = new AsyncDisposableStack();
  });

  async function connected(): Promise<{ sshd: Sshd; harness: Harness }> {
    const sshd = toDispose.use(await Sshd.start());
    const harness = toDispose.use(new Harness());
    await harness.connect(sshd, [keyIdentity('key', sshd.clientKey.privateKey)]);
    return { sshd, harness };
  }

  it('is reported with its terminals, comes back by itself, and takes new terminals', async () => {
    const { sshd, harness } = await connected();
    const window = await harness.open('one');
    window.type('echo last-$((40+2))\r');
    await window.see(/last-42/);
    const from = harness.events.length;
    await sshd.kill();
    const lost = await harness.link(({ state }) => state === 'lost', from);
    expect(lost.problem).toMatchObject({ code: 'connection-lost' });
    expect(await window.ended()).toMatchObject({ type: 'lost', problem: { code: 'connection-lost' } });
    await harness.terminal(({ terminalId, state }) => terminalId === 'one' && state === 'lost', from);
    const opened = await harness.client.call('openTerminal', { machine: 0, terminalId: 'early' });
    expect(opened).toMatchObject({ ok: false, problem: { code: 'connection-lost' } });

    await sshd.start();
    const back = await harness.link(({ state }) => state === 'connected', from);
    // The pin is the key of the first contact.
    expect(back.hostKey?.sha256).toBe(sshd.hostKeys[0]?.sha256);
    const second = await harness.open('two');
    second.type('echo new-$((40+3))\r');
    await second.see(/new-43/);
    // What the lost terminal showed can still be read.
    const late = await harness.attach('one');
    expect(await late.ended()).toMatchObject({ type: 'lost' });
    expect(late.text).toContain('last-42');
  });

  it('is not trusted again when another machine answers at its address', async () => {
    const { sshd, harness } = await connected();
    const impostor = toDispose.use(await Sshd.start());
    const from = harness.events.length;
    await sshd.kill();
    await impostor.kill();
    impostor.port = sshd.port;
    await impostor.start();
    const failed = await harness.link(({ state }) => state === 'failed', from);
    expect(failed.problem?.code).toBe('host-key-changed');
    expect(impostor.log).not.toContain('Accepted');
  });

  it('is tried again when asked, and put down when told', async () => {
    const { sshd, harness } = await connected();
    const from = harness.events.length;
    await sshd.kill();
    await harness.link(({ state }) => state === 'lost', from);
    await harness.client.call('disconnect', { machine: 0 });
    await harness.link(({ state }) => state === 'idle', from);
    await sshd.start();
    const link = await harness.connect(sshd, [keyIdentity('key', sshd.clientKey.privateKey)]);
    expect(link.state).toBe('connected');
  });
});
