import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { ConnectionEvents } from '../../../../main/contract/connection-control.ts';
import { screenFlow } from '../../../../main/contract/screen-flow.ts';
import type { ViewerOutput } from '../../../../main/contract/screen-port.ts';
import type { MachineLink } from '../../../../main/connection/machine-link.ts';
import type { RunScreen, ScreenContext } from '../../../../main/connection/screens/screen-context.ts';
import { SessionScreens } from '../../../../main/connection/screens/session-screens.ts';
import type { StreamPort } from '../../../../main/connection/stream-port.ts';
import { fail, ok, problem } from '../../../../main/lib/result.ts';
import { StepClock } from '../../../fixtures/step-clock.ts';

/** The window's end of a port. */
function createPort() {
  const said: ViewerOutput[] = [];
  let take = (_message: unknown): void => {};
  let gone = (): void => {};
  let isClosed = false;
  const port: StreamPort = {
    post: (message) => void said.push(message as ViewerOutput),
    listen(onMessage, onClose) {
      take = onMessage;
      gone = onClose;
    },
    close: () => {
      isClosed = true;
    },
  };
  return { port, said, say: (message: unknown) => take(message), leave: () => gone(), isClosed: () => isClosed };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

const order = {
  machine: 0,
  screenId: 'one',
  protocol: 'vnc' as const,
  route: 'ssh' as const,
  host: '127.0.0.1',
  port: 5900,
  credentials: { password: 'known' },
};

/** Screens whose connections a test runs itself. */
function setUp() {
  const events: ConnectionEvents['screen'][] = [];
  const runs: { context: ScreenContext; end: (ended: Awaited<ReturnType<RunScreen>>) => void }[] = [];
  const run: RunScreen = (context) => new Promise((end) => runs.push({ context, end }));
  const stream = new PassThrough();
  const link = { forward: () => Promise.resolve(ok(stream)) } as unknown as MachineLink;
  const screens = new SessionScreens({
    clock: new StepClock(),
    runners: { vnc: run, rdp: run },
    link: () => link,
    onState: (event) => void events.push(event),
    log: () => {},
  });
  return { screens, events, runs, stream };
}

describe('the screens of a connection process', () => {
  test('connect, ask, go on with the answer, show a picture, and end', async () => {
    const { screens, events, runs, stream } = setUp();
    const viewer = createPort();
    expect(screens.attach(order, viewer.port)).toEqual(ok());
    const context = runs[0]?.context;
    expect(context).toMatchObject({ credentials: { password: 'known' }, isTunnelled: true });
    expect(await context?.dial()).toEqual(ok(stream));
    const answer = context?.ask({ fields: ['password'], isRetry: true });
    expect(events.at(-1)).toMatchObject({ screenId: 'one', state: 'asking', asks: { isRetry: true } });
    screens.answer('one', { password: 'typed' });
    expect(await answer).toEqual({ password: 'typed' });
    expect(events.at(-1)).toEqual({ screenId: 'one', state: 'connecting' });
    context?.report({ security: 'VNC password' });
    viewer.say({ type: 'painted' });
    expect(events.at(-1)).toEqual({ screenId: 'one', state: 'open' });
    runs[0]?.end(fail('connection-lost', 'The server ended.'));
    await turn();
    expect(events.at(-1)).toMatchObject({ state: 'lost', problem: { message: 'The server ended.' } });
    expect(viewer.said.at(-1)).toEqual({ type: 'end' });
    expect(viewer.isClosed()).toBe(true);
  });

  test('that never showed a picture have failed, and a viewer that gave up says why', async () => {
    const { screens, events, runs } = setUp();
    const viewer = createPort();
    screens.attach(order, viewer.port);
    viewer.say({ type: 'failed', problem: { code: 'too-large', message: 'Too large a picture.' } });
    runs[0]?.end(ok());
    await turn();
    expect(events.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'too-large' } });
  });

  test('take of a viewer’s words what a viewer may say, short and clean, and its first picture once', async () => {
    const { screens, events, runs } = setUp();
    const viewer = createPort();
    screens.attach(order, viewer.port);
    for (let count = 0; count < 1000; count += 1) viewer.say({ type: 'painted' });
    expect(events.filter(({ state }) => state === 'open')).toHaveLength(1);
    viewer.say({
      type: 'failed',
      problem: {
        code: 'certificate-changed',
        message: `right \u202Eto left\n${'x'.repeat(100_000)}`,
        detail: 'y'.repeat(100_000),
        link: 'https://example.org/',
      },
    });
    runs[0]?.end(ok());
    await turn();
    const { problem: said } = events.at(-1) ?? {};
    expect(said).toMatchObject({ code: 'protocol-error', message: expect.stringMatching(/^right to left x+…$/) });
    expect(said).not.toHaveProperty('link');
    expect(JSON.stringify(said).length).toBeLessThan(1500);
  });

  test('end when a viewer is made to say more than the server takes in', async () => {
    const { screens, events, runs } = setUp();
    const viewer = createPort();
    screens.attach(order, viewer.port);
    const context = runs[0]?.context;
    const bytes = new Uint8Array(1024 * 1024);
    for (let count = 0; count < 16; count += 1) viewer.say({ type: 'data', bytes });
    expect(context?.viewer.destroyed).toBe(false);
    viewer.say({ type: 'data', bytes });
    expect(context?.viewer.destroyed).toBe(true);
    runs[0]?.end(ok());
    await turn();
    expect(events.at(-1)).toMatchObject({
      problem: { message: 'The server of the screen takes in nothing of what is sent to it.' },
    });
  });

  test('stop at once when the window goes, and are closed, not failed', async () => {
    const { screens, events, runs } = setUp();
    const viewer = createPort();
    screens.attach(order, viewer.port);
    const context = runs[0]?.context;
    const answer = context?.ask({ fields: ['password'], isRetry: false });
    viewer.leave();
    expect(context?.signal.aborted).toBe(true);
    expect(await answer).toBeUndefined();
    runs[0]?.end(fail('cancelled', 'Given up.'));
    await turn();
    expect(events.at(-1)).toEqual({ screenId: 'one', state: 'closed' });
  });

  test('attached anew take the place of the old connection, which is heard no more', async () => {
    const { screens, events, runs } = setUp();
    screens.attach(order, createPort().port);
    screens.attach(order, createPort().port);
    expect(runs[0]?.context.signal.aborted).toBe(true);
    runs[0]?.end(fail('connection-lost', 'Old news.'));
    await turn();
    expect(events.map(({ state }) => state)).toEqual(['connecting', 'connecting']);
  });

  test('through SSH are lost with it; those that go another way are not', async () => {
    const { screens, events, runs } = setUp();
    screens.attach(order, createPort().port);
    screens.attach({ ...order, screenId: 'two', route: 'direct' }, createPort().port);
    screens.linkLost(0, problem('connection-lost', 'The machine stopped answering.'));
    for (const { context, end } of runs) if (context.signal.aborted) end(fail('cancelled', 'Given up.'));
    await turn();
    expect(runs.map(({ context }) => context.signal.aborted)).toEqual([true, false]);
    expect(events.at(-1)).toMatchObject({ screenId: 'one', problem: { message: 'The machine stopped answering.' } });
  });

  test('believe the first certificate, and stop at another one, with both told', () => {
    const { screens, events, runs } = setUp();
    screens.attach(order, createPort().port);
    screens.attach({ ...order, screenId: 'two', pin: 'AA' }, createPort().port);
    const [first, second] = runs.map(({ context }) => context);
    expect(first?.trust({ sha256: 'AA' })).toEqual(ok());
    expect(first?.trust({ sha256: 'BB' })).toMatchObject({ problem: { code: 'certificate-changed' } });
    expect(second?.trust({ sha256: 'BB' })).toMatchObject({
      problem: { code: 'certificate-changed', detail: 'before: AA\nnow: BB' },
    });
    expect(events.at(-1)).toMatchObject({ certificate: { sha256: 'BB' } });
  });

  test('read no more from the machine than the viewer can take in', async () => {
    const { screens, runs } = setUp();
    const viewer = createPort();
    screens.attach(order, viewer.port);
    const stream = runs[0]?.context.viewer;
    stream?.open();
    const chunk = Buffer.alloc(65_536, 7);
    let written = 0;
    const write = (): void => {
      while (stream?.write(chunk) === true && written < 400) written += 1;
      if (written < 400) stream?.once('drain', write);
    };
    write();
    await turn();
    const sentBytes = (): number =>
      viewer.said.reduce((sum, message) => sum + (message.type === 'data' ? message.bytes.length : 0), 0);
    expect(sentBytes()).toBeLessThanOrEqual(screenFlow.HIGH_WATER_BYTES + chunk.length);
    const before = sentBytes();
    viewer.say({ type: 'ack', byteCount: before });
    await turn();
    expect(sentBytes()).toBeGreaterThan(before);
  });
});
