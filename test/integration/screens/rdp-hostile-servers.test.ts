import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScreenCredentials } from '../../../main/contract/connection-control.ts';
import { HandViewer } from '../../fixtures/rdp/hand-viewer.ts';
import { RdpPeer, selectsNla, selectsTls } from '../../fixtures/rdp/rdp-peer.ts';
import { RdpRun } from '../../fixtures/rdp/rdp-run.ts';
import { readRecorded } from '../../fixtures/rdp/recorded.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { perTest } from '../../fixtures/per-test.ts';

const TURNS_MS = 20_000;
const opened = perTest();
let peer: RdpPeer;

beforeAll(async () => {
  peer = await RdpPeer.start();
});
afterAll(() => peer[Symbol.asyncDispose]());

type Options = ConstructorParameters<typeof RdpRun>[1];

async function start(behave: RdpPeer['behave'], options: Partial<Options> = {}) {
  peer.behave = behave;
  const viewer = new HandViewer();
  const run = new RdpRun(viewer.port, { server: peer, ...options });
  opened.use({ [Symbol.asyncDispose]: async () => run[Symbol.dispose]() });
  await viewer.request();
  return { viewer, run };
}

/** Waits in turns of the event loop: the clock of the test stands still. */
async function turns(isSo: () => boolean): Promise<void> {
  const startedAt = performance.now();
  while (!isSo()) {
    if (performance.now() - startedAt > TURNS_MS) throw new Error('It did not come to be.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const answer =
  (bytes: string | Buffer) =>
  (socket: Socket): void => {
    socket.once('data', () => socket.write(bytes));
  };
const secured =
  (then: (stream: TLSSocket) => void, confirm = selectsTls): RdpPeer['behave'] =>
  (socket, own) =>
    own.secure(socket, then, confirm);

describe('RDP servers that are none, or broken', () => {
  it.each<[string, RdpPeer['behave'], string, RegExp]>([
    ['closes at once', (socket) => socket.destroy(), 'connection-lost', /before RDP was set up/],
    [
      'closes after the first message',
      (socket) => socket.once('data', () => socket.end()),
      'connection-lost',
      /before RDP/,
    ],
    ['speaks SSH', (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'), 'protocol-error', /no RDP server/],
    ['speaks HTTP', answer('HTTP/1.1 400 Bad Request\r\n\r\n'), 'protocol-error', /no RDP server/],
    ['says a TPKT of 65,535 bytes', answer(Buffer.from('0300ffff0ed0', 'hex')), 'protocol-error', /no RDP server/],
    ['says a TPKT of 4 bytes', answer(Buffer.from('03000004', 'hex')), 'protocol-error', /no RDP server/],
    ['breaks X.224', answer(Buffer.from('030000130ed000001234000201090001000000', 'hex')), 'protocol-error', /broke/],
    [
      'selects what nobody asked for',
      answer(Buffer.from('030000130ed000001234000200080010000000', 'hex')),
      'protocol-error',
      /broke/,
    ],
    ['knows its own encryption only', answer(Buffer.from('0300000b06d00000123400', 'hex')), 'not-supported', /no TLS/],
    ['selects no TLS', answer(Buffer.from('030000130ed000001234000200080000000000', 'hex')), 'not-supported', /no TLS/],
    [
      'wants NLA',
      answer(Buffer.from('030000130ed000001234000300080005000000', 'hex')),
      'not-supported',
      /network level/,
    ],
    [
      'forbids TLS',
      answer(Buffer.from('030000130ed000001234000300080002000000', 'hex')),
      'not-supported',
      /allows no TLS/,
    ],
    [
      'answers TLS with garbage',
      (socket) => {
        socket.once('data', () => {
          socket.write(selectsTls);
          socket.once('data', () => socket.write(Buffer.alloc(4096, 0x41)));
        });
      },
      'protocol-error',
      /TLS/,
    ],
    [
      'closes during TLS',
      (socket) => {
        socket.once('data', () => {
          socket.write(selectsTls);
          socket.once('data', () => socket.end());
        });
      },
      'connection-lost',
      /TLS/,
    ],
  ])('says what is wrong with one that %s', async (_what, behave, code, message) => {
    const { viewer, run } = await start(behave);
    const problem = await run.problem();
    expect(problem?.code).toBe(code);
    expect(problem?.message).toMatch(message);
    expect(problem?.hint).toMatch(/\.$/);
    expect(viewer.hasEnded).toBe(true);
    await turns(() => peer.sockets.size === 0);
  });

  it.each<[string, number, RdpPeer['behave']]>([
    ['says nothing', 15_000, () => {}],
    ['says half of its answer', 15_000, (socket) => socket.write(selectsTls.subarray(0, 18))],
    ['never goes on with TLS', 15_000, answer(selectsTls)],
    ['falls silent after TLS', 30_000, secured(() => {})],
    [
      'falls silent within CredSSP',
      30_000,
      secured((stream) => stream.write(Buffer.from('3005a003', 'hex')), selectsNla),
    ],
  ])('does not wait for ever for one that %s', async (_what, limitMs, behave) => {
    const clock = new StepClock();
    const { run } = await start(behave, { clock });
    await turns(() => peer.sockets.size === 1 && clock.waiting > 0);
    // Until the last of its steps was reached.
    for (let waited = 0; run.states.every(({ problem }) => problem === undefined); waited += 1) {
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await clock.pass(1000);
      expect(waited).toBeLessThan(limitMs / 1000 + 30);
    }
    expect((await run.problem())?.code).toBe('timed-out');
    await turns(() => peer.sockets.size === 0);
  });

  it('tells the viewer in its own words that the server refused', async () => {
    const refusal = Buffer.from('030000130ed000001234000300080005000000', 'hex');
    const { viewer, run } = await start(answer(refusal));
    await run.end();
    expect(viewer.received.includes(refusal)).toBe(true);
  });

  it('ends with what a server says by NTSTATUS, and with a drop during NLA', async () => {
    const refused = secured((stream) => stream.end(Buffer.from('300da003020106a4060204c0000234', 'hex')), selectsNla);
    expect((await (await start(refused)).run.problem())?.message).toMatch(/locked/);
    const dropped = secured((stream) => stream.end(), selectsNla);
    expect((await (await start(dropped)).run.problem())?.code).toBe('sign-in-refused');
    const reset = secured((stream) => stream.once('data', () => stream.destroy()));
    const { viewer, run } = await start(reset);
    await viewer.until(() => viewer.received.length > 0);
    for (const pdu of readRecorded('tls').slice(0, 1)) viewer.sendBytes(pdu);
    expect((await run.problem())?.message).toMatch(/before anybody signed in/);
  });

  it('never shows credentials to a server with another certificate than before', async () => {
    const said: Buffer[] = [];
    const behave = secured((stream) => stream.on('data', (chunk: Buffer) => said.push(chunk)));
    const { viewer, run } = await start(behave, { pin: Array(32).fill('00').join(':') });
    const problem = await run.problem();
    expect(problem?.code).toBe('certificate-changed');
    expect(run.states.at(-2)?.certificate?.sha256 ?? run.states.at(-1)?.certificate?.sha256).toBe(peer.sha256);
    expect(said).toEqual([]);
    expect(viewer.received.includes(Buffer.from('Test desktop'))).toBe(false);
  });

  it('takes no chain of a thousand certificates', async () => {
    await using chatty = await RdpPeer.start(1000);
    chatty.behave = secured(() => {});
    const viewer = new HandViewer();
    const run = new RdpRun(viewer.port, { server: chatty });
    await viewer.request();
    expect((await run.problem())?.code).toBe('protocol-error');
    expect(viewer.received.length).toBeLessThan(1000);
  });

  it('holds a flood back while the viewer has not taken it in', async () => {
    const total = 48 * 1024 * 1024;
    let written = 0;
    const block = Buffer.alloc(1024 * 1024, 0x2f);
    const behave = secured((stream) => {
      const more = (): void => {
        while (written < total) {
          written += block.length;
          if (!stream.write(block)) {
            stream.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    peer.behave = behave;
    const viewer = new HandViewer();
    viewer.acknowledges = false;
    const run = new RdpRun(viewer.port, { server: peer });
    opened.use({ [Symbol.asyncDispose]: async () => run[Symbol.dispose]() });
    await viewer.request();
    let before = -1;
    while (before !== viewer.received.length || before < 1024 * 1024) {
      before = viewer.received.length;
      for (let turn = 0; turn < 400; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(viewer.received.length).toBeLessThan(8 * 1024 * 1024);
    expect(written).toBeLessThan(total);
  });

  it('gives up at once when the window is gone or closes the screen', async () => {
    const held: Socket[] = [];
    const behave = secured(() => {});
    const first = await start((socket, own) => {
      held.push(socket);
      behave(socket, own);
    });
    await first.viewer.until(() => first.viewer.received.length > 0);
    first.viewer.vanish();
    expect((await first.run.end()).state).toBe('closed');
    await turns(() => peer.sockets.size === 0);

    const second = await start(() => {});
    await turns(() => peer.sockets.size === 1);
    second.run[Symbol.dispose]();
    expect((await second.run.end()).state).toBe('closed');
    await turns(() => peer.sockets.size === 0);
  });

  it('takes a viewer that says no request, or too much, for broken', async () => {
    for (const bytes of [
      Buffer.from('GET / HTTP/1.1\r\n'),
      Buffer.from('3083100000', 'hex'),
      Buffer.from('3000', 'hex'),
    ]) {
      const viewer = new HandViewer();
      const run = new RdpRun(viewer.port, { server: peer });
      await viewer.until(() => viewer.isOpen);
      viewer.sendBytes(bytes);
      expect((await run.problem())?.code).toBe('internal');
      expect(run.server).toBeUndefined();
    }
  });
});

describe('what an RDP screen asks for', () => {
  it.each<[ScreenCredentials, string[], ScreenCredentials, object]>([
    [{}, ['user', 'password'], { user: 'ACME\\anna', password: 'x' }, { user: 'anna', domain: 'ACME', password: 'x' }],
    [{ user: 'anna@acme.com' }, ['password'], { password: 'x' }, { user: 'anna@acme.com', password: 'x' }],
  ])('asks for what is missing of %j', async (credentials, fields, given, opened) => {
    const viewer = new HandViewer();
    const run = new RdpRun(viewer.port, { server: peer, credentials });
    const asking = await run.until(({ state }) => state === 'asking');
    expect(asking.asks).toEqual({ fields, isRetry: false });
    expect(viewer.isOpen).toBe(false);
    run.answer(given);
    await viewer.until(() => viewer.isOpen);
    expect(viewer.credentials).toEqual(opened);
    run[Symbol.dispose]();
    expect((await run.end()).state).toBe('closed');
  });

  it('is closed when nobody answers and the screen is closed', async () => {
    const viewer = new HandViewer();
    const run = new RdpRun(viewer.port, { server: peer, credentials: {} });
    await run.until(({ state }) => state === 'asking');
    run[Symbol.dispose]();
    expect((await run.end()).state).toBe('closed');
    expect(viewer.isOpen).toBe(false);
  });
});
