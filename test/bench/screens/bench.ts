import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Xrdp, xrdpMissing } from '../../fixtures/rdp/xrdp.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Vnc, passwordFile, vncMissing } from '../../fixtures/vnc/vnc.ts';
import { cpuSeconds, treeOf } from '../app/process-tree.ts';
import type { Bench, BenchCase, Contestant } from '../bench.ts';
import { median } from '../measure.ts';
import { Framebuffer, type Box } from '../terminal/framebuffer.ts';
import { findPicture, watchFrames } from './observer.ts';
import { ScreensApp } from './ours.ts';
import { Viewer, viewersMissing } from './peers.ts';
import { MovingPicture } from './picture.ts';

const AREA: Box = { x: 0, y: 0, width: 1_600, height: 1_000 };
/** Of the machine's screen. */
const DESKTOP = { width: 1_024, height: 768 };
const PICTURE = { width: 800, height: 600, framesPerSecond: 60 };
const PASSWORD = 'bench-17';
const OURS = 'jumpseat';

/** What one look at a moving picture comes to. */
interface Look {
  framesPerSecond: number;
  /** From the drawing of a frame to its being seen; milliseconds, median. */
  latencyMs: number;
  /** Processors that the viewer kept busy. */
  cores: number;
}

/** A viewer that is connected for as long as the function runs. */
type WithViewer = (look: (viewer: { screen: Framebuffer; pid: number }) => Promise<Look>) => Promise<Look>;

/** Frames, latency and processor time of one viewer: all from the same look. */
class Watcher {
  readonly name: string;
  readonly #view: WithViewer;
  readonly #picture: MovingPicture;
  readonly #durationMs: number;
  #last: Look | undefined;

  constructor(name: string, picture: MovingPicture, durationMs: number, view: WithViewer) {
    this.name = name;
    this.#view = view;
    this.#picture = picture;
    this.#durationMs = durationMs;
  }

  /** The frames are counted anew; the other figures are those of the same look. */
  contestant(figure: keyof Look, aim?: number): Contestant {
    return {
      name: this.name,
      ...(aim === undefined ? {} : { aim }),
      measure: async () => {
        if (figure === 'framesPerSecond' || this.#last === undefined) this.#last = await this.#look();
        return this.#last[figure];
      },
    };
  }

  #look(): Promise<Look> {
    return this.#view(async ({ screen, pid }) => {
      const picture = this.#picture;
      const corner = await findPicture(screen, AREA, picture.size);
      picture.move();
      const before = cpuSeconds(treeOf(pid));
      const seen = await watchFrames(screen, corner, this.#durationMs);
      const seconds = this.#durationMs / 1000;
      const cores = (cpuSeconds(treeOf(pid)) - before) / seconds;
      picture.stop();
      const delays = [...seen].flatMap(([frame, at]) => {
        const drawnAt = picture.drawn.get(frame);
        return drawnAt === undefined ? [] : [at - drawnAt];
      });
      return { framesPerSecond: seen.size / seconds, latencyMs: median(delays), cores };
    });
  }
}

export const bench: Bench = {
  name: 'screens',
  notes: [
    `a desktop of ${DESKTOP.width} x ${DESKTOP.height}, on it a moving picture of ${PICTURE.width} x ${PICTURE.height} at ${PICTURE.framesPerSecond} frames a second, each with its number; one program draws, one reads the picture of the viewer's X server, for all viewers alike`,
    'one viewer at a time, each on an X server of its own, without a graphics card; pixel by pixel',
    'VNC: Xtigervnc at 60 frames a second, Tight, quality 6, compression 2. RDP: xrdp, which draws 25 frames a second at most; xfreerdp with RemoteFX and 32 bits',
    'latency: from the drawing of a frame to its being seen, median; processors: of all processes of the viewer',
    'through SSH: the peer is our own direct connection, in the same run',
    'four screens: four tabs on four servers whose pictures all move; the one in front is counted, its peer is the same alone',
  ],

  missing() {
    return vncMissing ?? xrdpMissing ?? sshdMissing ?? viewersMissing();
  },

  async prepare(stack, log, { isSmall }): Promise<BenchCase[]> {
    const durationMs = isSmall ? 2_000 : 8_000;
    const folder = mkdtempSync(join(tmpdir(), 'bench-screens-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const newScreen = async () =>
      stack.use(await Framebuffer.start(mkdtempSync(join(folder, 'screen-')), AREA.width, AREA.height));
    const [ourScreen, peerScreen] = [await newScreen(), await newScreen()];
    const geometry = `${DESKTOP.width}x${DESKTOP.height}`;
    const newVnc = async () =>
      stack.use(await Vnc.start({ security: 'VncAuth', password: PASSWORD, geometry, options: ['-FrameRate', '60'] }));
    const vnc = await newVnc();
    const xrdp = stack.use(await Xrdp.start({ session: 'exec sleep 86400' }));
    const sshd = stack.use(await Sshd.start());

    log('starting the app');
    const app = stack.use(await ScreensApp.start(folder, ourScreen, AREA, sshd));
    const vncSession = await app.connect(`vnc://:${PASSWORD}@127.0.0.1:${vnc.port}`);
    const rdpSession = await app.connect(`rdp://${xrdp.user}:${xrdp.password}@127.0.0.1:${xrdp.port}`);
    const sshSession = await app.connect(`ssh -p ${sshd.port} ${sshd.user}@127.0.0.1`);
    const ours =
      (...order: Parameters<ScreensApp['open']>): WithViewer =>
      async (look) => {
        const opened = await app.open(...order);
        try {
          return await look({ screen: ourScreen, pid: app.pid });
        } finally {
          await app.close(opened);
        }
      };

    const vncPicture = stack.use(await MovingPicture.start({ DISPLAY: vnc.display.name }, PICTURE));
    // The session's X server is there once somebody has signed in.
    const first = await app.open(rdpSession, { kind: 'endpoint', protocol: 'rdp' });
    const rdpPicture = stack.use(await MovingPicture.start(xrdp.display, PICTURE));
    await app.close(first);
    const file = passwordFile(folder, PASSWORD);
    const throughSsh = (protocol: 'vnc' | 'rdp', port: number) => ({ kind: 'ssh', protocol, port }) as const;

    const mine = {
      vnc: ours(vncSession, { kind: 'endpoint', protocol: 'vnc' }),
      rdp: ours(rdpSession, { kind: 'endpoint', protocol: 'rdp' }),
      vncThroughSsh: ours(sshSession, throughSsh('vnc', vnc.port), { password: PASSWORD }),
      rdpThroughSsh: ours(sshSession, throughSsh('rdp', xrdp.port), { user: xrdp.user, password: xrdp.password }),
    };
    const watch = (name: string, picture: MovingPicture, view: WithViewer) =>
      new Watcher(name, picture, durationMs, view);
    const tigervnc = watch('xtigervncviewer', vncPicture, async (look) => {
      await using viewer = Viewer.vnc(peerScreen.display, AREA, vnc.port, file);
      return await look({ screen: peerScreen, pid: viewer.pid });
    });
    const freerdp = watch('xfreerdp', rdpPicture, async (look) => {
      await using viewer = Viewer.rdp(peerScreen.display, DESKTOP, xrdp);
      return await look({ screen: peerScreen, pid: viewer.pid });
    });

    const others: { session: string; picture: MovingPicture }[] = [];
    for (let index = 0; index < 3; index += 1) {
      const server = await newVnc();
      others.push({
        session: await app.connect(`vnc://:${PASSWORD}@127.0.0.1:${server.port}`),
        picture: stack.use(await MovingPicture.start({ DISPLAY: server.display.name }, PICTURE)),
      });
    }
    const among = watch(OURS, vncPicture, async (look) => {
      const opened = [];
      try {
        for (const { session, picture } of others) {
          opened.push(await app.open(session, { kind: 'endpoint', protocol: 'vnc' }));
          picture.move();
        }
        return await mine.vnc(look);
      } finally {
        for (const { picture } of others) picture.stop();
        for (const screen of opened) await app.close(screen);
      }
    });

    const alone = (picture: MovingPicture, view: WithViewer) => watch('jumpseat, direct and alone', picture, view);
    return [
      ...compare('VNC', watch(OURS, vncPicture, mine.vnc), tigervnc, { frames: 0.95, latency: 1 / 2 }),
      ...compare('RDP', watch(OURS, rdpPicture, mine.rdp), freerdp, { frames: 0.9, latency: 1 / 2.5 }),
      ...compare('VNC through SSH', watch(OURS, vncPicture, mine.vncThroughSsh), alone(vncPicture, mine.vnc), {
        frames: 0.95,
      }),
      ...compare('RDP through SSH', watch(OURS, rdpPicture, mine.rdpThroughSsh), alone(rdpPicture, mine.rdp), {
        frames: 0.95,
      }),
      ...compare('VNC, four screens', among, alone(vncPicture, mine.vnc), {}),
    ];
  },
};

/** Three cases out of the looks of two viewers. */
function compare(name: string, ours: Watcher, peer: Watcher, aims: { frames?: number; latency?: number }): BenchCase[] {
  const figures = [
    { figure: 'framesPerSecond', label: 'frames', unit: 'fps', better: 'more', aim: aims.frames },
    { figure: 'latencyMs', label: 'latency', unit: 'ms', better: 'less', aim: aims.latency },
    { figure: 'cores', label: 'processors', unit: 'cores', better: 'less', aim: undefined },
  ] as const;
  return figures.map(({ figure, label, unit, better, aim }) => ({
    name: `${name}: ${label}`,
    unit,
    better,
    ours: ours.contestant(figure),
    peers: [peer.contestant(figure, aim)],
  }));
}
