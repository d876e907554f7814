import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../fixtures/needs.ts';
import { FreeRdpShadow, freeRdpShadowMissing } from '../../fixtures/rdp/freerdp-shadow.ts';
import { Xrdp, xrdpMissing } from '../../fixtures/rdp/xrdp.ts';
import { type FrameScreen, FrameWindow, usualSettings } from '../../fixtures/screen-frames/frame-window.ts';
import { click, mouse, pressKey, typeKeys } from '../../fixtures/screen-frames/window-input.ts';

const run = promisify(execFile);
const patient = { timeout: 20_000 };

/** Fills the screen with one colour, and writes down what is typed, and what the mouse does (xterm's mode 1006). */
const session = `exec xterm -bg '#336699' -fg '#336699' -cr '#336699' -bw 0 -b 0 -geometry 400x200+0+0 -e sh -c 'printf "\\033[?1000h\\033[?1006h"; cat > typed'`;

/** Button, column, row, and whether it went down or up. */
const mouseReport = /\u001b\[<(\d+);(\d+);(\d+)([Mm])/g;

/** The mean colour of a part of the picture. */
const meanColour = (x: number, y: number, width = 40, height = 40): string => `(() => {
  const { data } = document.querySelector('canvas').getContext('2d').getImageData(${x}, ${y}, ${width}, ${height});
  const sums = [0, 0, 0];
  data.forEach((value, index) => { if (index % 4 < 3) sums[index % 4] += value; });
  return sums.map((sum) => Math.round(sum / (data.length / 4)));
})()`;

/** A bitmap update (MS-RDPBCGR 2.2.9.1.2.1.2) whose bottom is above its top, at which IronRDP 0.7.0 panics. */
function bitmapUpsideDown(): Buffer {
  const pixels = Buffer.alloc(8 * 8 * 2);
  const fields = [1, 1, 10, 10, 5, 5, 8, 8, 16, 0, pixels.length];
  const update = Buffer.concat([Buffer.from(Uint16Array.from(fields).buffer), pixels]);
  const header = Buffer.from([0x00, 0x80, 0, 0x01, 0, 0]);
  header.writeUInt16BE(0x8000 | (header.length + update.length), 1);
  header.writeUInt16LE(update.length, 4);
  return Buffer.concat([header, update]);
}

let window: FrameWindow;

beforeAll(async () => {
  if (xrdpMissing === undefined || freeRdpShadowMissing === undefined) window = await FrameWindow.start();
});
afterAll(() => window?.[Symbol.asyncDispose]());

describeNeeding(xrdpMissing, 'the viewer of RDP, with xrdp', () => {
  let xrdp: Xrdp;
  let screen: FrameScreen;
  let opened = 0;

  const open = (more: Partial<Parameters<FrameWindow['open']>[1]> = {}): Promise<FrameScreen> =>
    window.open(`screen${(opened += 1)}`, {
      port: xrdp.port,
      credentials: { user: xrdp.user, password: xrdp.password },
      keyboardLayout: 0x0409,
      width: 800,
      height: 600,
      ...more,
    });
  const written = (): string => {
    const file = join(xrdp.home, 'typed');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const typed = (): string => written().replaceAll(mouseReport, '');
  const showsColour = (seen: FrameScreen, x: number, y: number): Promise<void> =>
    expect
      .poll(() => seen.evaluate(meanColour(x, y)), { timeout: 20_000 })
      .toEqual([expect.closeTo(0x33, -1), expect.closeTo(0x66, -1), expect.closeTo(0x99, -1)]);

  beforeAll(async () => {
    xrdp = await Xrdp.start({ session });
    screen = await open();
    await screen.hears('painted');
  });
  afterAll(() => xrdp[Symbol.asyncDispose]());

  it('shows the picture of the machine, pixel by pixel', async () => {
    expect(screen.said.find(({ type }) => type === 'size')).toEqual({ type: 'size', width: 800, height: 600 });
    for (const [x, y] of [
      [0, 0],
      [400, 300],
      [760, 560],
    ] as const)
      await showsColour(screen, x, y);
    await screen.say({ type: 'take-picture' });
    expect((await screen.hears('picture')).byteCount).toBeGreaterThan(500);
    expect((await screen.isIn('open')).state).toBe('open');
  });

  it('types what is pressed, also held keys', async () => {
    await click(window, 400, 300);
    await typeKeys(window, 'Hello machine 42\n');
    await expect.poll(typed).toBe('Hello machine 42\n');
    const x = { code: 'KeyX', key: 'x' };
    for (let times = 0; times < 3; times += 1) await pressKey(window, 'keyDown', x);
    await pressKey(window, 'keyUp', x);
    await typeKeys(window, '\n');
    await expect.poll(typed).toBe('Hello machine 42\nxxx\n');
  });

  it('clicks and turns the wheel where the pointer is, also on a smaller picture', async () => {
    const reports = (): string[] => [...written().matchAll(mouseReport)].map(([, ...parts]) => parts.join(' '));
    const before = reports().length;
    // In cells of 6 by 13 pixels.
    await click(window, 601, 301);
    await mouse(window, 'mouseWheel', 601, 301, { deltaX: 0, deltaY: -120 });
    await mouse(window, 'mousePressed', 601, 301, { button: 'right' });
    await mouse(window, 'mouseReleased', 601, 301, { button: 'right' });
    await screen.resize(400, 300);
    await expect.poll(() => screen.evaluate("document.querySelector('canvas').style.width"), patient).toBe('400px');
    await click(window, 300, 150);
    await screen.resize(800, 600);
    await typeKeys(window, '\n');
    const turns = expect.arrayContaining(['64 101 24 M']);
    await expect.poll(() => reports().slice(before), patient).toEqual(turns);
    expect(
      reports()
        .slice(before)
        .filter((report) => !report.startsWith('64')),
    ).toEqual(['0 101 24 M', '0 101 24 m', '2 101 24 M', '2 101 24 m', '0 101 24 M', '0 101 24 m']);
  });

  it('types a text that the window sends', async () => {
    await screen.say({ type: 'type', text: 'sent; by-Window\n' });
    await expect.poll(typed).toMatch(/sent; by-Window\n$/);
  });

  it('carries text between the clipboards both ways', async () => {
    const { abilities } = await screen.hears('painted');
    if (!abilities.clipboard) await screen.hears('abilities');
    const env = { ...process.env, ...xrdp.display };
    await screen.say({ type: 'clipboard', text: 'Grüße für 5 €\nzweite Zeile' });
    const paste = async (): Promise<string> =>
      (await run('xclip', ['-selection', 'clipboard', '-o', '-t', 'UTF8_STRING'], { env, timeout: 2_000 })).stdout;
    await expect.poll(() => paste().catch(() => ''), { timeout: 20_000 }).toBe('Grüße für 5 €\nzweite Zeile');

    const copy = spawn('xclip', ['-selection', 'clipboard', '-i'], { env, stdio: ['pipe', 'ignore', 'ignore'] });
    copy.stdin.end('Öl kostet 3 €\nund mehr');
    expect((await screen.hears('clipboard')).text).toBe('Öl kostet 3 €\nund mehr');
  });

  it('sends nothing when it is only looked at', async () => {
    const before = typed();
    await screen.set({ ...usualSettings, isViewOnly: true });
    await click(window, 300, 300);
    await typeKeys(window, 'nothing\n');
    await screen.say({ type: 'type', text: 'nothing\n' });
    await screen.set(usualSettings);
    await typeKeys(window, 'something\n');
    await expect.poll(typed, patient).toBe(`${before}something\n`);
  });

  it('reports its own keys, and keeps them', async () => {
    const keys = { code: 'KeyK', ctrl: true, alt: false, shift: false, meta: false };
    await screen.set({ ...usualSettings, ownKeys: [keys] });
    await pressKey(window, 'keyDown', { code: 'ControlLeft', key: 'Control' }, 2);
    await pressKey(window, 'keyDown', { code: 'KeyK', key: 'k' }, 2);
    expect((await screen.hears('own-key')).keys).toEqual(keys);
    await pressKey(window, 'keyUp', { code: 'ControlLeft', key: 'Control' });
    const before = typed();
    await typeKeys(window, 'k\n');
    await expect.poll(typed, patient).toBe(`${before}k\n`);
  });

  it('asks for another size once the tab has settled, and gets it by connecting anew', async () => {
    await screen.set({ ...usualSettings, fit: 'resize' });
    await screen.resize(900, 501);
    await screen.resize(1001, 701);
    expect(await screen.hears('wants-size')).toEqual({ type: 'wants-size', width: 1000, height: 700 });
    expect(screen.said.filter(({ type }) => type === 'wants-size')).toHaveLength(1);
    const before = typed();
    await screen.close();
    screen = await open({ width: 1001, height: 701 });
    await screen.hears('painted');
    expect(await screen.hears('size')).toEqual({ type: 'size', width: 1000, height: 700 });
    await showsColour(screen, 950, 650);
    await click(window, 950, 650);
    await typeKeys(window, 'again\n');
    await expect.poll(typed, patient).toBe(`${before}again\n`);
  });

  it('loses one screen and no other when IronRDP falls over', async () => {
    await using shadow = await FreeRdpShadow.start();
    const other = await open({
      port: shadow.port,
      credentials: { user: shadow.user, password: shadow.password },
      width: 400,
      height: 300,
    });
    await other.hears('painted');
    await other.inject(bitmapUpsideDown());
    await other.hears('ended');
    expect(await other.isIn('lost')).toMatchObject({
      problem: { code: 'protocol-error', detail: expect.stringContaining('panicked') },
    });
    const before = typed();
    await click(window, 950, 650);
    // The other one may have had the keys.
    await expect.poll(() => screen.said.findLast(({ type }) => type === 'focus')).toMatchObject({ isFocused: true });
    await typeKeys(window, 'alive\n');
    await expect.poll(typed, patient).toBe(`${before}alive\n`);
  });

  it('ends when the server does', async () => {
    await xrdp.kill();
    await screen.hears('ended');
    expect(await screen.isIn('lost')).toMatchObject({ problem: { code: 'connection-lost' } });
  });
});

describeNeeding(freeRdpShadowMissing, 'the viewer of RDP, with network level authentication', () => {
  let shadow: FreeRdpShadow;

  beforeAll(async () => {
    shadow = await FreeRdpShadow.start();
  });
  afterAll(() => shadow[Symbol.asyncDispose]());

  const open = (name: string, password: string, settings = usualSettings): Promise<FrameScreen> =>
    window.open(name, {
      port: shadow.port,
      credentials: { user: shadow.user, password },
      settings,
      width: 400,
      height: 300,
    });

  it('shows several screens at once', async () => {
    const screens = await Promise.all(['a', 'b', 'c'].map((name) => open(name, shadow.password)));
    for (const screen of screens) {
      expect((await screen.hears('painted')).abilities).toMatchObject({ resize: 'no', clipboard: false });
      // The server has a size of its own, and it is shown whole.
      expect(await screen.hears('size')).toMatchObject({ width: 800, height: 600 });
      expect(await screen.evaluate("document.querySelector('canvas').style.width")).toBe('400px');
    }
    await screens[0]?.close();
    await screens[1]?.say({ type: 'take-picture' });
    expect((await screens[1]?.hears('picture'))?.byteCount).toBeGreaterThan(100);
  });

  it('does not sign in with a wrong password', async () => {
    const screen = await open('wrong', 'wrong');
    await screen.hears('ended');
    const { problem } = await screen.isIn('failed');
    expect(problem?.code).toBe('sign-in-refused');
    expect(screen.said.some(({ type }) => type === 'painted')).toBe(false);
  });
});
