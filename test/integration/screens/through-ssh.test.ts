import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import { get } from '../../fixtures/connection/connection-child.ts';
import { startInProcess } from '../../fixtures/connection/in-process-service.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { RfbViewer } from '../../fixtures/vnc/rfb-viewer.ts';
import { Vnc, vncMissing } from '../../fixtures/vnc/vnc.ts';

const COLOUR = '#2060a0';
const password = 'Gehe1m!?';
const patient = { timeout: 20_000 };

describeNeeding(sshdMissing ?? vncMissing, 'screens of a machine that has SSH alone', () => {
  let sshd: Sshd;
  let vnc: Vnc;
  const { service, client } = startInProcess();
  const links: ConnectionEvents['link'][] = [];
  const states = new Map<string, ConnectionEvents['screen'][]>();
  client.on('link', (link) => links.push(link));
  client.on('screen', (state) => states.set(state.screenId, [...(states.get(state.screenId) ?? []), state]));
  const stateOf = (screenId: string) => states.get(screenId)?.at(-1)?.state;
  const opened = perTest();

  async function connect(): Promise<void> {
    const { host, port, user, clientKey } = sshd;
    const identities = [{ kind: 'private-key' as const, label: 'test', privateKey: clientKey.privateKey }];
    await get(client.call('connect', { machine: 0, endpoint: { kind: 'ssh', host, port, user }, identities }));
    await vi.waitUntil(() => links.at(-1)?.state === 'connected', patient);
  }
  async function attach(screenId: string, port = vnc.port): Promise<RfbViewer> {
    const { port1, port2 } = new MessageChannel();
    opened.defer(() => port2.close());
    const place = { route: 'ssh' as const, host: '127.0.0.1', port };
    const order = { machine: 0, screenId, protocol: 'vnc' as const, ...place, credentials: { password } };
    const streamPort = {
      post: (message: unknown) => port1.postMessage(message),
      listen(onMessage: (message: unknown) => void, onClose: () => void) {
        port1.on('message', onMessage);
        port1.on('close', onClose);
      },
      close: () => port1.close(),
    };
    await get(client.call('attachScreen', order, [streamPort]));
    return new RfbViewer(port2);
  }

  beforeAll(async () => {
    [sshd, vnc] = await Promise.all([Sshd.start(), Vnc.start({ security: 'VncAuth', password, colour: COLOUR })]);
    await connect();
  });
  afterAll(async () => {
    await service[Symbol.asyncDispose]();
    await vnc[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
  });

  it('are found, and shown four at a time', async () => {
    // Of a busy computer not every server may have said in time what it is.
    const find = async () => (await get(client.call('findScreens', { machine: 0 }))).found;
    const description = `TigerVNC on port ${vnc.port}`;
    await expect.poll(find, patient).toContainEqual({ protocol: 'vnc', port: vnc.port, description });
    const ids = ['one', 'two', 'three', 'four'];
    const pictures = await Promise.all(ids.map(async (id) => (await attach(id)).firstPicture()));
    for (const picture of pictures) expect(picture.shareOf(COLOUR)).toBeGreaterThan(0.95);
    await expect.poll(() => ids.map(stateOf), patient).toEqual(ids.map(() => 'open'));
    expect(states.get('one')?.find(({ security }) => security !== undefined)).toMatchObject({
      security: expect.stringMatching(/^SSH, /),
      isEncrypted: true,
    });
    for (const screenId of ids) await get(client.call('closeScreen', { screenId }));
  });

  it('say that nothing answers there', async () => {
    await attach('nobody', 1);
    await expect.poll(() => stateOf('nobody'), patient).toBe('failed');
    expect(states.get('nobody')?.at(-1)?.problem?.code).toBe('connection-refused');
  });

  it('are lost with the machine, which is said, and come back with it', async () => {
    const viewer = await attach('mortal');
    await viewer.firstPicture();
    await expect.poll(() => stateOf('mortal'), patient).toBe('open');
    await sshd.kill();
    await expect.poll(() => stateOf('mortal'), patient).toBe('lost');
    expect(states.get('mortal')?.at(-1)?.problem?.code).toBe('connection-lost');
    await sshd.start();
    await connect();
    expect((await (await attach('mortal')).firstPicture()).shareOf(COLOUR)).toBeGreaterThan(0.95);
  });

  it('are not started by what was never offered', async () => {
    const started = await client.call('startScreenServer', { machine: 0, starterId: 'rm -rf /', password });
    expect(started).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });
});
