import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { FreeRdpShadow, freeRdpShadowMissing } from '../../fixtures/rdp/freerdp-shadow.ts';
import { HandViewer } from '../../fixtures/rdp/hand-viewer.ts';
import { IronViewer } from '../../fixtures/rdp/iron-viewer.ts';
import type { Picture } from '../../fixtures/rdp/iron-viewer.ts';
import { RdpRun } from '../../fixtures/rdp/rdp-run.ts';
import { Xrdp, xrdpMissing } from '../../fixtures/rdp/xrdp.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { connectTo, valueOf } from '../connection/sftp-link.ts';
import type { TestLink } from '../connection/sftp-link.ts';

/** For a computer that has much else to do. */
const WAIT_MS = 20_000;
vi.setConfig({ testTimeout: 120_000 });
const opened = perTest();
/** What sessions and screens are painted with. */
const COLOUR = [0x33, 0x66, 0x99] as const;
/** RemoteFX loses a little. */
const TOLERANCE = 6;
/** Where the session's terminal is. */
const WINDOW = { x: 100, y: 100 };

type Server = Xrdp | FreeRdpShadow;
type Options = Partial<ConstructorParameters<typeof RdpRun>[1]>;

/** A viewer with IronRDP in it, and the connection of its screen. */
async function open(server: Server, options: Options = {}, size?: { width: number; height: number }) {
  const viewer = await IronViewer.start(size);
  const credentials = { user: server.user, password: server.password };
  const run = new RdpRun(viewer.port, { server, credentials, ...options });
  opened.use({
    async [Symbol.asyncDispose]() {
      run[Symbol.dispose]();
      await viewer[Symbol.asyncDispose]();
    },
  });
  return { viewer, run };
}

/** Whether the corner at the bottom right, where no window is, has the colour. */
function isPainted({ width, pixels }: Picture): boolean {
  const corner = pixels.subarray(pixels.length - 40 * 4);
  return width > 0 && COLOUR.every((value, index) => Math.abs((corner[index] ?? 0) - value) <= TOLERANCE);
}

/** Whether a window covers a place at the top left, and takes what is typed there. */
function hasWindow(picture: Picture): boolean {
  const at = (WINDOW.y * picture.width + WINDOW.x) * 4;
  const seen = picture.pixels.subarray(at, at + 3);
  return isPainted(picture) && COLOUR.some((value, index) => Math.abs((seen[index] ?? 0) - value) > TOLERANCE);
}

/** Moves the mouse until that leaves the server without anything to say; it is waited for then. */
async function moveQuietly(viewer: IronViewer, clock: StepClock): Promise<void> {
  let x = 600;
  await expect
    .poll(
      () => {
        const isWaiting = clock.waiting > 0;
        viewer.send({ type: 'move', x: (x += 1), y: 500 });
        return isWaiting;
      },
      { interval: 300, timeout: WAIT_MS },
    )
    .toBe(true);
}

/** The server is asked after two quiet seconds, answers, and does not when it is frozen. */
async function expectFreezeNoticed(server: Server): Promise<void> {
  const clock = new StepClock();
  const { viewer, run } = await open(server, { clock });
  await viewer.picture(isPainted);
  await moveQuietly(viewer, clock);
  await clock.pass(2_000);
  // A move that came late has it ask once more.
  const isWaiting = async (): Promise<number> => {
    if (clock.waiting > 0) await clock.pass(1_000);
    return clock.waiting;
  };
  await expect.poll(isWaiting, { timeout: WAIT_MS, interval: 500 }).toBe(0);
  expect(run.states.at(-1)?.state).toBe('open');

  await moveQuietly(viewer, clock);
  server.freeze(true);
  try {
    let isOver = false;
    void run.end().then(() => (isOver = true));
    // It may have said something in its last moment, which is heard once the picture is painted.
    let x = 700;
    const isGivenUp = async (): Promise<boolean> => {
      viewer.send({ type: 'move', x: (x += 1), y: 500 });
      await clock.pass(5_000);
      return isOver;
    };
    await expect.poll(isGivenUp, { interval: 300, timeout: WAIT_MS }).toBe(true);
    expect(await run.end()).toMatchObject({ state: 'lost', problem: { code: 'timed-out' } });
  } finally {
    server.freeze(false);
  }
}

describeNeeding(xrdpMissing, 'a screen of xrdp', () => {
  let xrdp: Xrdp;
  const typed = (): string => {
    const file = join(xrdp.home, 'typed');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };

  beforeAll(async () => {
    const terminal = `xterm -geometry 80x24+0+0 -e sh -c 'cat > $HOME/typed'`;
    xrdp = await Xrdp.start({ session: `xsetroot -solid '#336699'\n${terminal}` });
  });
  afterAll(() => xrdp[Symbol.asyncDispose]());

  it('is painted right, types with the layout that was named, and had all its corrections', async () => {
    const { viewer, run } = await open(xrdp, { keyboardLayout: 0x407 });
    await run.until(({ state }) => state === 'open');
    expect(run.facts).toMatchObject({
      security: 'TLS, password',
      isEncrypted: true,
      certificate: { sha256: xrdp.certificate.sha256, subject: 'xrdp.test' },
    });
    expect(await viewer.picture(isPainted)).toMatchObject({ width: 1024, height: 768 });
    expect(run.log).toEqual([]);
    expect(xrdp.log).toMatch(/km-00000407/);
    await viewer.picture(hasWindow);
    viewer.send({ type: 'move', ...WINDOW });
    // A German keyboard has z where an American one has y.
    viewer.type('hallo y17\n');
    await expect.poll(typed, { timeout: WAIT_MS }).toBe('hallo z17\n');
    run[Symbol.dispose]();
    expect((await run.end()).state).toBe('closed');
  });

  it('comes back in another size, with what was there', async () => {
    const { viewer, run } = await open(xrdp, { pin: xrdp.certificate.sha256 }, { width: 800, height: 600 });
    expect(await viewer.picture(isPainted)).toMatchObject({ width: 800, height: 600 });
    viewer.send({ type: 'move', ...WINDOW });
    viewer.type('again\n');
    await expect.poll(typed, { timeout: WAIT_MS }).toMatch(/^hallo z17\n.*again\n$/s);
    expect(run.states.at(-1)?.state).toBe('open');
  });

  it('shows the server’s own words for a wrong password', async () => {
    const { viewer, run } = await open(xrdp, { credentials: { user: xrdp.user, password: 'wrong' } });
    await run.until(({ state }) => state === 'open');
    await viewer.hear('paint');
    expect(run.log.join()).not.toMatch(/wrong/);
  });

  it('answers a request that was made by hand', async () => {
    const viewer = new HandViewer();
    const run = new RdpRun(viewer.port, { server: xrdp });
    await viewer.request();
    await viewer.until(() => viewer.received.length > 0);
    // TLS was selected, and the certificate is in the answer.
    expect(viewer.received.includes(Buffer.from('080001000000', 'hex'))).toBe(true);
    expect(viewer.received.includes(Buffer.from('xrdp.test'))).toBe(true);
    viewer.vanish();
    expect((await run.end()).state).toBe('closed');
  });

  it('is lost when the server is frozen', () => expectFreezeNoticed(xrdp));

  it('is closed in good order when the person signs out there', async () => {
    const { viewer, run } = await open(xrdp);
    await viewer.picture(isPainted);
    viewer.send({ type: 'move', ...WINDOW });
    viewer.send({ type: 'press', keys: ['ControlLeft', 'KeyD'] });
    const ended = await run.end();
    expect(ended).toMatchObject({ state: 'closed' });
  });

  it('is lost when the server dies', async () => {
    const { viewer, run } = await open(xrdp);
    await viewer.picture(isPainted);
    await xrdp.kill();
    expect(await run.end()).toMatchObject({ state: 'lost', problem: { code: 'connection-lost' } });
    await xrdp.start();
  });
});

describeNeeding(freeRdpShadowMissing, 'a screen with network level authentication', () => {
  let shadow: FreeRdpShadow;

  beforeAll(async () => {
    shadow = await FreeRdpShadow.start();
    shadow.screen.paint('#336699');
  });
  afterAll(() => shadow[Symbol.asyncDispose]());

  it('is painted right', async () => {
    const { viewer, run } = await open(shadow);
    expect(await viewer.picture(isPainted)).toMatchObject({ width: 800, height: 600 });
    await run.until(({ state }) => state === 'open');
    expect(run.facts).toMatchObject({ security: 'TLS, network level authentication', isEncrypted: true });
    expect(run.log).toEqual([]);
  });

  it('says that a password was wrong', async () => {
    const { run } = await open(shadow, { credentials: { user: shadow.user, password: 'wrong' } });
    expect(await run.end()).toMatchObject({ state: 'failed', problem: { code: 'sign-in-refused' } });
  });

  it('is refused to a viewer that does not offer it', async () => {
    const viewer = new HandViewer();
    const run = new RdpRun(viewer.port, { server: shadow });
    await viewer.request(1);
    expect(await run.problem()).toMatchObject({ code: 'not-supported', detail: 'negotiation failure 5' });
  });

  it('is lost when the server is frozen', () => expectFreezeNoticed(shadow));

  it('is lost when the server dies', async () => {
    const { run } = await open(shadow);
    await run.until(({ state }) => state === 'open');
    await shadow.kill();
    expect(await run.end()).toMatchObject({ state: 'lost', problem: { code: 'connection-lost' } });
  });
});

describeNeeding(xrdpMissing ?? freeRdpShadowMissing ?? sshdMissing, 'an RDP screen through SSH', () => {
  let sshd: Sshd;
  let link: TestLink;

  beforeAll(async () => {
    sshd = await Sshd.start();
    const { host, port, clientKey } = sshd;
    link = await connectTo({ host, port, user: sshd.user, privateKey: clientKey.privateKey });
  });
  afterAll(async () => {
    await link[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
  });

  const through = (server: Server) => ({
    dial: async (): Promise<Duplex> => valueOf(await link.connection.forward(server.host, server.port)),
  });

  it('shows xrdp', async () => {
    await using xrdp = await Xrdp.start({ session: `xsetroot -solid '#336699'\nexec sleep 1000` });
    const { viewer, run } = await open(xrdp, through(xrdp));
    await viewer.picture(isPainted);
    expect(run.log).toEqual([]);
  });

  it('shows a server with network level authentication', async () => {
    await using shadow = await FreeRdpShadow.start();
    shadow.screen.paint('#336699');
    const { viewer } = await open(shadow, through(shadow));
    expect(isPainted(await viewer.picture(isPainted))).toBe(true);
  });
});
