import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConnectedFiles } from '../../../main/connection/remote/connected-files.ts';
import { probePorts } from '../../../main/connection/screens/find/probe-ports.ts';
import { ScreenFinder } from '../../../main/connection/screens/find/screen-finder.ts';
import { createShellFiles } from '../../../main/connection/shell-files/create-shell-files.ts';
import { foundScreensSchema } from '../../../main/contract/screen.ts';
import type { FoundScreens, ScreenStarter } from '../../../main/contract/screen.ts';
import { ok } from '../../../main/lib/result.ts';
import { FreeRdpShadow, freeRdpShadowMissing } from '../../fixtures/rdp/freerdp-shadow.ts';
import { Xrdp, xrdpMissing } from '../../fixtures/rdp/xrdp.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Display, programsMissing } from '../../fixtures/vnc/display.ts';
import { noteDisplayFiles } from '../../fixtures/vnc/display-files.ts';
import { openVnc } from '../../fixtures/vnc/open-vnc.ts';
import { Vnc, vncMissing } from '../../fixtures/vnc/vnc.ts';
import { startX11vnc, x11vncMissing } from '../../fixtures/vnc/x11vnc.ts';
import { RealClock } from '../../simulators/lib/clock.ts';
import { connectTo, valueOf } from '../connection/sftp-link.ts';
import type { TestLink } from '../connection/sftp-link.ts';
import { processesWith, readOrNothing } from './processes.ts';

const missing =
  sshdMissing ?? vncMissing ?? x11vncMissing ?? programsMissing({ xterm: 'xterm', xset: 'x11-xserver-utils' });
/** Servers on a busy computer have four times as long to say what they are. */
const patientClock = new RealClock(0.25);
const COLOUR = '#2060a0';
const PASSWORD = 'Gehe1m!?';

/** A machine with a finder of its own; what is started on it keeps its files in the machine's folder. */
async function connectMachine(sshd: Sshd) {
  const { host, port, user, clientKey } = sshd;
  const link = await connectTo({ host, port, user, privateKey: clientKey.privateKey });
  const files = new ConnectedFiles({
    connection: link.connection,
    clock: patientClock,
    openShellFiles: createShellFiles,
  });
  const forward = (to: string, at: number) => link.connection.forward(to, at);
  const finder = new ScreenFinder({ clock: patientClock, link: () => ({ files, forward }), log: () => {} });
  return { link, finder };
}

/** Addresses on which something listens at the port, as the kernel writes them. */
function listeningAddresses(port: number): string[] {
  const hex = port.toString(16).toUpperCase();
  const table = readOrNothing('/proc/net/tcp') + readOrNothing('/proc/net/tcp6');
  return [...table.matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:0000 0A /gm)]
    .filter(([, , at]) => at === hex)
    .map(([, address = '']) => address);
}

describeNeeding(missing, 'screens of a machine, through SSH', () => {
  let sshd: Sshd;
  let link: TestLink;
  let finder: ScreenFinder;
  const opened = perTest();

  beforeAll(async () => {
    sshd = new Sshd({
      config: (folder) => [`SetEnv HOME=${join(folder, 'home')} TMPDIR=${join(folder, 'tmp')}`],
    });
    mkdirSync(join(sshd.folder, 'tmp'));
    await sshd.start();
    ({ link, finder } = await connectMachine(sshd));
  });
  afterAll(async () => {
    await link[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
  });

  async function find(): Promise<FoundScreens> {
    return foundScreensSchema.parse(valueOf(await finder.find(0)));
  }

  /** Starts what is offered; somebody else on this computer may take its display first. */
  async function startOne(isMeant: (starter: ScreenStarter) => boolean) {
    for (let attempt = 0; ; attempt += 1) {
      const starter = (await find()).starters.find(isMeant);
      if (starter === undefined) throw new Error('not offered');
      const started = await finder.start(0, starter.id, PASSWORD);
      if (!started.ok && attempt < 3) continue;
      const { port } = valueOf(started);
      const servers = processesWith(`-rfbport ${port} `);
      const files = starter.id.startsWith('desktop-') ? noteDisplayFiles(String(port - 5900)) : undefined;
      opened.defer(() => {
        for (const { pid } of servers) process.kill(pid, 'SIGKILL');
        files?.remove();
      });
      return { starter, port, servers };
    }
  }

  const openScreen = (port: number, password: string, answers: string[] = []) =>
    opened.use(
      openVnc({
        dial: () => link.connection.forward('127.0.0.1', port),
        credentials: { password },
        answers: answers.map((answer) => ({ password: answer })),
        isTunnelled: true,
      }),
    );

  function expectGuarded(port: number, servers: { pid: number; commandLine: string }[]): void {
    expect(servers).toHaveLength(1);
    expect(processesWith(PASSWORD)).toEqual([]);
    expect(new Set(listeningAddresses(port))).toEqual(new Set(listeningAddresses(port).filter(isLoopback)));
    // Its password is in an open file that has no name any more.
    expect(readlinkSync(`/proc/${servers[0]?.pid}/fd/3`)).toMatch(/ \(deleted\)$/);
    expect(leftInTmp()).toEqual([]);
  }
  /** What xterm has there for a moment is its own. */
  const leftInTmp = () => readdirSync(join(sshd.folder, 'tmp')).filter((name) => !name.startsWith('xterm'));
  const isLoopback = (address: string) => address === '0100007F' || address === '00000000000000000000000001000000';

  it('are found with what serves them, and nobody is locked out by looking', async () => {
    // As TigerVNC is by default: five connections without a sign-in, and it takes none for a while.
    const options = ['-UseBlacklist=1'];
    const server = opened.use(await Vnc.start({ security: 'VncAuth', password: PASSWORD, options }));
    const desktop = opened.use(await startX11vnc({ password: PASSWORD, colour: COLOUR }));
    for (let look = 0; look < 6; look += 1) {
      const { found } = await find();
      const ports = found.map(({ port }) => port);
      expect(ports).toContain(server.port);
      expect(found.find(({ port }) => port === server.port)).toEqual({
        protocol: 'vnc',
        port: server.port,
        description: `TigerVNC on port ${server.port}`,
      });
      expect(found.find(({ port }) => port === desktop.port)?.description).toBe(`x11vnc on port ${desktop.port}`);
    }
    expect((await openScreen(server.port, PASSWORD).viewer.firstPicture()).width).toBe(320);
  });

  it('are started by sharing a desktop that is there', async () => {
    const screen = await Display.start(sshd.folder, ['Xvfb', '-screen', '0', '320x200x24', '-nolisten', 'tcp']);
    if (screen === undefined) throw new Error('Xvfb did not start');
    opened.use(screen);
    const title = `Share the desktop that is there (x11vnc, display ${screen.name})`;
    const { starter, port, servers } = await startOne((one) => one.title === title);
    expect(starter.command).toContain(`x11vnc -display ${screen.name} -rfbport ${port} -localhost`);
    expectGuarded(port, servers);
    const shown = openScreen(port, 'wrong', [PASSWORD]);
    const { width, height } = await shown.viewer.firstPicture();
    expect(shown.questions).toEqual([{ fields: ['password'], isRetry: true }]);
    screen.paint(COLOUR);
    const share = async () => (await shown.viewer.nextPicture(width, height)).shareOf(COLOUR);
    await expect.poll(share, { timeout: 20_000 }).toBeGreaterThan(0.9);
    const { found } = await find();
    expect(found.find((one) => one.port === port)?.description).toMatch(/^x11vnc on /);
  });

  it('are started with a desktop of their own, which outlives the connection', async () => {
    const { starter, port, servers } = await startOne(({ id }) => id.startsWith('desktop-'));
    expect(starter.title).toMatch(/^Start a new desktop \(Xtigervnc, 1280x800, .*xterm\)$/);
    expectGuarded(port, servers);
    // Nobody without the cookie gets onto the display itself.
    const intruder = spawnSync('xset', ['-display', `:${port - 5900}`, 'q'], { env: { XAUTHORITY: '/dev/null' } });
    expect(intruder.status).not.toBe(0);
    const { found } = await find();
    expect(found).toContainEqual({ protocol: 'vnc', port, description: `TigerVNC on display :${port - 5900}` });
    const shown = openScreen(port, 'wrong', [PASSWORD]);
    const picture = await shown.viewer.firstPicture();
    expect(shown.questions).toEqual([{ fields: ['password'], isRetry: true }]);
    expect([picture.width, picture.height]).toEqual([1280, 800]);
    await expect.poll(() => processesWith('xterm').length, { timeout: 20_000 }).toBeGreaterThan(0);
    await link[Symbol.asyncDispose]();
    ({ link, finder } = await connectMachine(sshd));
    expect((await openScreen(port, PASSWORD).viewer.firstPicture()).width).toBe(1280);
  });

  it('are not started by what was not offered', async () => {
    const { link: other, finder: fresh } = await connectMachine(sshd);
    opened.use(other);
    expect(await fresh.start(0, 'desktop-1', PASSWORD)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  // Tried again, since another server of this computer may take the display before the test does.
  it('say what a server complained of that did not start', { retry: 2 }, async () => {
    const { starters } = await find();
    const starter = starters.find(({ id }) => id.startsWith('desktop-'));
    const number = Number(/desktop-(\d+)/.exec(starter?.id ?? '')?.[1]);
    // Somebody takes the display meanwhile, but not the port.
    const taken = await Display.start(sshd.folder, ['Xvfb', `:${number}`, '-nolisten', 'tcp']);
    if (taken === undefined) throw new Error('Xvfb did not start');
    opened.use(taken);
    const refused = await finder.start(0, starter?.id ?? '', PASSWORD);
    expect(refused).toMatchObject({ ok: false, problem: { code: 'not-supported' } });
    expect(refused).toMatchObject({
      problem: { detail: expect.stringMatching(/already (?:running|active)/) },
    });
    expect(leftInTmp()).toEqual([]);
  });

  it('cannot be reached where the SSH server forbids it, and then nothing is started', async () => {
    await using closed = await Sshd.start({ config: ['AllowTcpForwarding no'] });
    const { link: other, finder: barred } = await connectMachine(closed);
    opened.use(other);
    expect(await barred.find(0)).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
  });
});

describeNeeding(sshdMissing ?? xrdpMissing, 'RDP servers of a machine', () => {
  it('are found by their program on any port', async () => {
    await using sshd = await Sshd.start();
    await using xrdp = await Xrdp.start({ session: 'exec sleep 60' });
    const { link, finder } = await connectMachine(sshd);
    await using _ = link;
    const { port } = xrdp;
    const { found } = valueOf(await finder.find(0));
    expect(found).toContainEqual({ protocol: 'rdp', port, description: `xrdp on port ${port}` });
  });
});

describeNeeding(freeRdpShadowMissing, 'an RDP server that insists on NLA', () => {
  it('is known by its confirmation', async () => {
    await using shadow = await FreeRdpShadow.start();
    const { port } = shadow;
    const dial = async () => ok(connect({ host: '127.0.0.1', port }));
    const { found } = await probePorts([{ port, program: 'xrdp' }], dial, patientClock);
    expect([...found]).toEqual([[port, 'rdp']]);
  });
});
