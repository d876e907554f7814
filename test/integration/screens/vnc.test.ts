import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { afterAll, expect, test, vi } from 'vitest';
import type { ScreenCredentials } from '../../../main/contract/connection-control.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { startApplePeer } from '../../fixtures/vnc/apple-peer.ts';
import { openVnc } from '../../fixtures/vnc/open-vnc.ts';
import { startRa2Peer } from '../../fixtures/vnc/ra2-peer.ts';
import { plainMissing, Vnc, vncMissing } from '../../fixtures/vnc/vnc.ts';
import { startX11vnc, x11vncMissing } from '../../fixtures/vnc/x11vnc.ts';
import { connectTo } from '../connection/sftp-link.ts';
import type { TestLink } from '../connection/sftp-link.ts';

const BLUE = '#2060a0';
const user = 'wanda';
const password = 'fish & more';
const { use: keep } = perTest();
/** With which a silent server is asked for one pixel (FramebufferUpdateRequest, RFC 6143, 7.5.3). */
const QUESTION = Buffer.from([3, 0, 0, 0, 0, 0, 0, 1, 0, 1]);

/** One server for each way to sign in, for the whole file. */
const servers = new AsyncDisposableStack();
const started = new Map<string, Promise<Vnc>>();
function serverWith(security: string): Promise<Vnc> {
  const known = started.get(security);
  if (known !== undefined) return known;
  const starting = Vnc.start({
    security,
    colour: BLUE,
    ...(security.includes('Vnc') ? { password } : {}),
    ...(security.includes('Plain') ? { users: { [user]: password } } : {}),
    options: ['-desktop', 'Desk\u0007top'],
  }).then((server) => servers.use(server));
  started.set(security, starting);
  return starting;
}
afterAll(() => servers.disposeAsync());

interface Way {
  offers: string;
  credentials: ScreenCredentials;
  security: string;
  isEncrypted: boolean;
}

const ways: Way[] = [
  { offers: 'None', credentials: {}, security: 'no password', isEncrypted: false },
  { offers: 'VncAuth', credentials: { password }, security: 'VNC password', isEncrypted: false },
  { offers: 'X509None', credentials: {}, security: 'TLS, no password', isEncrypted: true },
  { offers: 'X509Vnc', credentials: { password }, security: 'TLS, VNC password', isEncrypted: true },
  // What can be done of it, and its best.
  { offers: 'TLSVnc,VncAuth', credentials: { password }, security: 'VNC password', isEncrypted: false },
  { offers: 'None,VncAuth,X509Vnc', credentials: { password }, security: 'TLS, VNC password', isEncrypted: true },
];
const plainWays: Way[] = [
  { offers: 'Plain', credentials: { user, password }, security: 'user and password', isEncrypted: false },
  { offers: 'X509Plain', credentials: { user, password }, security: 'TLS, user and password', isEncrypted: true },
];

function triesAllWays(some: Way[]): void {
  test.each(some)('opens where $offers is offered', async ({ offers, credentials, security, isEncrypted }) => {
    const server = await serverWith(offers);
    const screen = keep(openVnc({ port: server.port, credentials }));
    const picture = await screen.viewer.firstPicture();
    expect(picture).toMatchObject({ width: 320, height: 200, name: 'Desktop' });
    expect(picture.shareOf(BLUE)).toBeGreaterThan(0.95);
    expect(screen.questions).toEqual([]);
    expect(screen.dialed).toHaveLength(1);
    expect(screen.facts).toMatchObject({ isEncrypted, name: 'Desktop' });
    expect(screen.facts.security).toContain(security);
    expect(screen.seen).toEqual(isEncrypted ? [{ sha256: server.sha256, subject: 'Test desktop' }] : []);
    screen.viewer.leave();
    await expect(screen.ended).resolves.toEqual({ ok: true, value: undefined });
    expect(screen.dialed[0]?.destroyed).toBe(true);
  });
}

describeNeeding(vncMissing, 'a screen of TigerVNC', () => {
  triesAllWays(ways);

  test('asks for the password that is not known, and again when it is wrong', async () => {
    const { port } = await serverWith('VncAuth');
    const screen = keep(openVnc({ port, answers: [{ password: 'wrong' }, { password }] }));
    expect((await screen.viewer.firstPicture()).shareOf(BLUE)).toBeGreaterThan(0.95);
    expect(screen.questions).toEqual([
      { fields: ['password'], isRetry: false },
      { fields: ['password'], isRetry: true },
    ]);
    expect(screen.log.join('\n')).toContain('the sign-in was refused: Authentication fail');
    expect(screen.log.join('\n')).not.toContain('wrong');
  });

  test('asks as long as somebody is there, and no longer', async () => {
    const { port } = await serverWith('X509Vnc');
    const screen = keep(openVnc({ port, credentials: { password: 'wrong' }, answers: [{ password: 'wrong too' }] }));
    await vi.waitUntil(() => screen.questions.length === 2, 20_000);
    screen.viewer.leave();
    await expect(screen.ended).resolves.toMatchObject({ problem: { code: 'cancelled' } });
    expect(screen.dialed).toHaveLength(2);
  });

  test('says to wait after too many wrong passwords', async () => {
    const options = ['-UseBlacklist=1', '-BlacklistThreshold=2', '-BlacklistTimeout=60'];
    const server = keep(await Vnc.start({ security: 'VncAuth', password, options }));
    const wrong = Array.from({ length: 9 }, () => ({ password: 'wrong' }));
    const screen = keep(openVnc({ port: server.port, credentials: { password: 'wrong' }, answers: wrong }));
    await expect(screen.ended).resolves.toMatchObject({
      problem: { code: 'rate-limited', detail: 'The server says: Too many security failures' },
    });
  });

  test('sends nothing to a server with another certificate than before', async () => {
    const server = await serverWith('X509Vnc');
    const pin = Array.from({ length: 32 }, () => '00').join(':');
    const screen = keep(openVnc({ port: server.port, credentials: { password }, pin }));
    await expect(screen.ended).resolves.toMatchObject({ problem: { code: 'certificate-changed' } });
    expect(screen.seen[0]?.sha256).toBe(server.sha256);
    const pinned = keep(openVnc({ port: server.port, credentials: { password }, pin: server.sha256 }));
    expect((await pinned.viewer.firstPicture()).width).toBe(320);
    // Nor to one that shows none any more, whatever it takes instead.
    const bare = await serverWith('VncAuth');
    const downgraded = keep(openVnc({ port: bare.port, credentials: { password }, pin: server.sha256 }));
    await expect(downgraded.ended).resolves.toMatchObject({ problem: { code: 'certificate-changed' } });
  });

  test('names the ways that cannot be done', async () => {
    const { port } = await serverWith('TLSVnc');
    const screen = keep(openVnc({ port, credentials: { password } }));
    const ended = await screen.ended;
    expect(ended).toMatchObject({ problem: { code: 'not-supported', message: expect.stringContaining('TLSVnc') } });
    expect(ended).toMatchObject({ problem: { hint: expect.stringContaining('-SecurityTypes') } });
  });

  test('ends when the server is killed', async () => {
    const server = keep(await Vnc.start({ security: 'None' }));
    const screen = keep(openVnc({ port: server.port }));
    await screen.viewer.firstPicture();
    await server.display.kill();
    await expect(screen.ended).resolves.toMatchObject({ problem: { code: 'connection-lost' } });
  });

  test('gives up on a server that is frozen while it signs in', async () => {
    const server = keep(await Vnc.start({ security: 'VncAuth', password }));
    const clock = new StepClock();
    server.display.freeze();
    const screen = keep(openVnc({ port: server.port, credentials: { password }, clock }));
    await vi.waitUntil(() => clock.waiting === 1, 20_000);
    await clock.pass(15_000);
    await expect(screen.ended).resolves.toMatchObject({ problem: { code: 'timed-out' } });
    expect(screen.dialed[0]?.destroyed).toBe(true);
  });

  test('tells a server that is frozen from a screen on which nothing moves', async () => {
    const server = keep(await Vnc.start({ security: 'None' }));
    const clock = new StepClock();
    const screen = keep(openVnc({ port: server.port, clock }));
    const { viewer } = screen;
    await viewer.firstPicture([-312]);
    while (viewer.fences === 0) await viewer.nextMessage();
    const [stream] = screen.dialed;
    if (stream === undefined) throw new Error('Nobody has dialed.');
    const written = vi.spyOn(stream, 'write');
    const questions = () => written.mock.calls.filter(([chunk]) => QUESTION.equals(Buffer.from(chunk))).length;
    // Nothing moves, but it answers when it is asked; time stands still until it has.
    for (let round = 1; round <= 2; round += 1) {
      let answer: Promise<unknown> = Promise.resolve();
      const isAsked = async (): Promise<boolean> => {
        answer = once(stream, 'data');
        await clock.pass(5_000);
        return questions() === round;
      };
      await vi.waitUntil(isAsked, { timeout: 20_000, interval: 40 });
      await answer;
    }
    server.display.freeze();
    let isOver = false;
    void screen.ended.finally(() => (isOver = true));
    const isGivenUp = async (): Promise<boolean> => {
      await clock.pass(5_000);
      return isOver;
    };
    await vi.waitUntil(isGivenUp, { timeout: 20_000, interval: 40 });
    await expect(screen.ended).resolves.toMatchObject({
      problem: { code: 'timed-out', message: 'The server of the screen has stopped answering.' },
    });
  });

  test('shows what changes', async () => {
    const server = keep(await Vnc.start({ security: 'None', colour: BLUE }));
    const { viewer } = keep(openVnc({ port: server.port }));
    await viewer.firstPicture();
    server.display.paint('#10c020');
    expect((await viewer.nextPicture(320, 200)).shareOf('#10c020')).toBeGreaterThan(0.95);
  });
});

describeNeeding(plainMissing, 'a screen of TigerVNC with users', () => {
  triesAllWays(plainWays);

  test('asks for user and password, and again when they are wrong', async () => {
    const { port } = await serverWith('X509Plain');
    const screen = keep(
      openVnc({
        port,
        answers: [
          { user, password: 'wrong' },
          { user, password },
        ],
      }),
    );
    expect((await screen.viewer.firstPicture()).shareOf(BLUE)).toBeGreaterThan(0.95);
    expect(screen.questions).toEqual([
      { fields: ['user', 'password'], isRetry: false },
      { fields: ['user', 'password'], isRetry: true },
    ]);
  });

  test('says where a password went in the clear', async () => {
    const { port } = await serverWith('Plain');
    const screen = keep(openVnc({ port, credentials: { user, password } }));
    await screen.viewer.firstPicture();
    expect(screen.facts.security).toContain('sent in the clear');
  });
});

describeNeeding(x11vncMissing, 'a screen of x11vnc', () => {
  test('opens with a password', async () => {
    const server = keep(await startX11vnc({ password, colour: BLUE }));
    const screen = keep(openVnc({ port: server.port, answers: [{ password: 'wrong' }, { password }] }));
    expect((await screen.viewer.firstPicture()).shareOf(BLUE)).toBeGreaterThan(0.95);
    expect(screen.questions.map(({ isRetry }) => isRetry)).toEqual([false, true]);
  });
});

describeNeeding(vncMissing, 'a screen with Apple’s sign-in', () => {
  test('opens with user and password, and asks again when they are wrong', async () => {
    const { port: screenPort } = await serverWith('None');
    const peer = keep(await startApplePeer({ user, password, screenPort }));
    const credentials = { user, password: 'wrong' };
    const screen = keep(openVnc({ port: peer.port, credentials, answers: [{ user, password }] }));
    expect((await screen.viewer.firstPicture()).shareOf(BLUE)).toBeGreaterThan(0.95);
    expect(screen.questions).toEqual([{ fields: ['user', 'password'], isRetry: true }]);
    expect(screen.facts).toMatchObject({ security: 'Apple sign-in, not encrypted', isEncrypted: false });
  });
});

describeNeeding(vncMissing, 'a screen with RSA-AES', () => {
  const kinds = [
    { type: 5, security: 'RSA-AES, password', isEncrypted: true },
    { type: 129, security: 'RSA-AES with 256 bits, password', isEncrypted: true },
    { type: 6, security: 'password under RSA, not encrypted', isEncrypted: false },
    { type: 130, security: 'password under RSA, not encrypted', isEncrypted: false },
  ] as const;
  test.each(kinds)('opens by type $type, once the key is trusted', async ({ type, security, isEncrypted }) => {
    const { port: screenPort } = await serverWith('None');
    const peer = keep(await startRa2Peer({ type, user, password, screenPort }));
    const credentials = { password: 'wrong' };
    const answers = [{ user }, { user, password }];
    const screen = keep(openVnc({ port: peer.port, credentials, answers }));
    expect((await screen.viewer.firstPicture()).shareOf(BLUE)).toBeGreaterThan(0.95);
    expect(screen.questions).toEqual([
      { fields: ['user'], isRetry: false },
      { fields: ['user', 'password'], isRetry: true },
    ]);
    expect(screen.facts).toMatchObject({ security, isEncrypted });
    expect(screen.seen.map(({ sha256 }) => sha256)).toEqual([peer.sha256, peer.sha256, peer.sha256]);
  });

  test('sends nothing under another key than before', async () => {
    const peer = keep(await startRa2Peer({ type: 5, password, screenPort: 0 }));
    const pin = Array.from({ length: 32 }, () => '00').join(':');
    const screen = keep(openVnc({ port: peer.port, credentials: { password }, pin }));
    await expect(screen.ended).resolves.toMatchObject({ problem: { code: 'certificate-changed' } });
  });
});

/** One machine with SSH, for the whole file. */
let tunnel: Promise<TestLink> | undefined;
async function startTunnel(): Promise<TestLink> {
  const { host, port, user: name, clientKey } = servers.use(await Sshd.start());
  const link = await connectTo({ host, port, user: name, privateKey: clientKey.privateKey });
  servers.defer(() => link.connection.close());
  return link;
}
const through = (port: number) => async (): Promise<Result<Duplex>> =>
  (await (tunnel ??= startTunnel())).connection.forward('127.0.0.1', port);

const throughSsh = { isEncrypted: true, security: expect.stringMatching(/^SSH, /) as string };

function triesThroughSsh(some: Way[]): void {
  test.each(some)('opens where $offers is offered', async ({ offers, credentials }) => {
    const server = await serverWith(offers);
    const screen = keep(openVnc({ dial: through(server.port), credentials, isTunnelled: true }));
    expect((await screen.viewer.firstPicture()).shareOf(BLUE)).toBeGreaterThan(0.95);
    expect(screen.facts).toMatchObject(throughSsh);
  });
}

describeNeeding(vncMissing ?? sshdMissing, 'a screen through SSH', () => {
  triesThroughSsh(ways);

  test('opens with Apple’s sign-in', async () => {
    const { port: screenPort } = await serverWith('None');
    const peer = keep(await startApplePeer({ user, password, screenPort }));
    const screen = keep(openVnc({ dial: through(peer.port), credentials: { user, password }, isTunnelled: true }));
    expect((await screen.viewer.firstPicture()).shareOf(BLUE)).toBeGreaterThan(0.95);
    expect(screen.facts).toMatchObject(throughSsh);
  });

  test('opens with RSA-AES', async () => {
    const { port: screenPort } = await serverWith('None');
    const peer = keep(await startRa2Peer({ type: 5, password, screenPort }));
    const screen = keep(openVnc({ dial: through(peer.port), credentials: { password }, isTunnelled: true }));
    expect((await screen.viewer.firstPicture()).shareOf(BLUE)).toBeGreaterThan(0.95);
  });

  test('ends when the server is killed', async () => {
    const server = keep(await Vnc.start({ security: 'None' }));
    const screen = keep(openVnc({ dial: through(server.port), isTunnelled: true }));
    await screen.viewer.firstPicture();
    await server.display.kill();
    await expect(screen.ended).resolves.toMatchObject({ problem: { code: 'connection-lost' } });
  });
});

describeNeeding(plainMissing ?? sshdMissing, 'a screen with users through SSH', () => {
  triesThroughSsh(plainWays);
});

describeNeeding(x11vncMissing ?? sshdMissing, 'a screen of x11vnc through SSH', () => {
  test('opens with a password', async () => {
    const server = keep(await startX11vnc({ password, colour: BLUE }));
    const screen = keep(openVnc({ dial: through(server.port), credentials: { password }, isTunnelled: true }));
    expect((await screen.viewer.firstPicture()).shareOf(BLUE)).toBeGreaterThan(0.95);
    expect(screen.facts).toMatchObject(throughSsh);
  });
});
