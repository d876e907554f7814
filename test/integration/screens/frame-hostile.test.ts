import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/paths.mjs';
import { describeNeeding } from '../../fixtures/needs.ts';
import { buildScreensApp } from '../../fixtures/screens/build-app.ts';
import { launchScreensApp, plainSettings, type ScreensApp, type ShownScreen } from '../../fixtures/screens/launch.ts';
import { pixelPng, rfbFaults } from '../../fixtures/screens/rfb-faults.ts';
import { keysOf, messagesOf, rfb, RfbServer } from '../../fixtures/screens/rfb-server.ts';

const missing =
  process.platform !== 'linux' || process.env['DISPLAY'] !== undefined ? undefined : 'there is no display';
const red = [200, 30, 20] as const;
const MEGABYTE = 1024 * 1024;
const firstPicture = rfb.update(rfb.fill(64, 48, red));

describeNeeding(missing, 'the frame of a VNC screen, on servers that say what they are told to', () => {
  let folder: string;
  let app: ScreensApp;

  beforeAll(async () => {
    mkdirSync(cacheFolder, { recursive: true });
    folder = mkdtempSync(join(cacheFolder, 'screens-app-'));
    await buildScreensApp(folder, ['vnc']);
    app = await launchScreensApp(folder, { bounds: { x: 0, y: 0, width: 900, height: 600 } });
  }, 120_000);
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (server: RfbServer): Promise<ShownScreen> =>
    app.open({ protocol: 'vnc', host: '127.0.0.1', port: server.port, credentials: {} });
  /** The last state that the connection process told. */
  const lastState = () => /.*^screen (\{.*\})$/ms.exec(app.output())?.[1] ?? '';

  const still = () => RfbServer.start({ serve: (socket) => void socket.write(firstPicture) });

  it('sends what is typed and clicked, keeps its own keys, and lets all keys go when the focus goes', async () => {
    await using server = await still();
    const ownKey = { code: 'KeyP', ctrl: true, alt: false, shift: true, meta: false };
    const screen = await app.open({
      protocol: 'vnc',
      host: '127.0.0.1',
      port: server.port,
      credentials: {},
      settings: { ownKeys: [ownKey] },
    });
    await screen.hears('painted');
    const { keyboard } = app.page;
    const canvas = screen.frame.locator('canvas');
    await canvas.click({ position: { x: 20, y: 10 } });
    await expect.poll(() => messagesOf(server.heard, 5).map((message) => message[1])).toContain(1);
    const pressed = messagesOf(server.heard, 5).find((message) => message[1] === 1);
    expect([pressed?.readUInt16BE(2), pressed?.readUInt16BE(4)]).toEqual([20, 10]);
    const hasFocus = async () => (await screen.hears('focus')).isFocused;
    await expect.poll(hasFocus).toBe(true);

    await keyboard.press('a');
    await expect.poll(() => keysOf(server.heard)).toEqual(['+61', '-61']);
    server.heard.length = 0;
    await keyboard.down('Control');
    await keyboard.down('Shift');
    await keyboard.press('p');
    await keyboard.up('Shift');
    await keyboard.up('Control');
    expect(await screen.hears('own-key')).toMatchObject({ keys: ownKey });
    await expect.poll(() => keysOf(server.heard)).toEqual(['+ffe3', '+ffe1', '-ffe3', '-ffe1']);

    server.heard.length = 0;
    await keyboard.down('Alt');
    await app.page.evaluate(() => {
      globalThis.focus();
    });
    await expect.poll(() => keysOf(server.heard)).toEqual(['+ffe9', '-ffe9']);
    await keyboard.up('Alt');
    await expect.poll(hasFocus).toBe(false);

    server.heard.length = 0;
    await screen.tell({ type: 'keys', keys: 'ctrl-alt-delete' });
    await screen.tell({ type: 'type', text: 'é€\n' });
    await expect
      .poll(() => keysOf(server.heard).join(' '))
      .toBe('+ffe3 +ffe9 +ffff -ffff -ffe9 -ffe3 +e9 -e9 +10020ac -10020ac +ff0d -ff0d');

    await screen.tell({ type: 'focus' });
    await expect.poll(hasFocus).toBe(true);
    await keyboard.down('b');
    await expect.poll(() => keysOf(server.heard)).toContain('+62');
    server.heard.length = 0;
    await screen.tell({ type: 'settings', settings: { ...plainSettings, isViewOnly: true } });
    await expect.poll(() => keysOf(server.heard)).toEqual(['-62']);
    await keyboard.up('b');
    await keyboard.press('c');
    await screen.tell({ type: 'type', text: 'nothing' });
    await canvas.click();
    await screen.tell({ type: 'settings', settings: plainSettings });
    await screen.tell({ type: 'keys', keys: 'super' });
    await expect.poll(() => keysOf(server.heard)).toEqual(['-62', '+ffeb', '-ffeb']);
    await screen.close();
  });

  it('shows pictures within the picture in their turn', async () => {
    const picture = Buffer.concat([Buffer.of(0xa0, pixelPng.length), pixelPng]);
    const place = { x: 3, y: 4, width: 1, height: 1 };
    await using server = await RfbServer.start({
      serve: (socket) =>
        void socket.write(Buffer.concat([firstPicture, rfb.update(rfb.rectangle(place, -260, picture))])),
    });
    const screen = await open(server);
    // Half of what lay there, half of the picture.
    await expect.poll(async () => Math.abs(((await screen.pixel(3, 4))[1] ?? 0) - (30 + 255) / 2)).toBeLessThan(3);
    expect(await screen.pixel(4, 4)).toEqual([...red]);
    await screen.close();
  });

  it('rings, and follows the end of the server', async () => {
    await using server = await RfbServer.start({
      serve: (socket) => {
        socket.write(Buffer.concat([firstPicture, Buffer.of(2)]));
        // A key.
        socket.on('data', (message: Buffer) => message[0] === 4 && socket.end());
      },
    });
    const screen = await open(server);
    expect(await screen.hears('bell')).toBeDefined();
    await screen.tell({ type: 'keys', keys: 'super' });
    await screen.hears('ended');
    await expect.poll(lastState).toContain('"problem"');
    expect(JSON.parse(lastState())).toMatchObject({ state: 'lost', problem: { code: 'connection-lost' } });
    await screen.close();
  });

  it.each(Object.entries(rfbFaults))('%s ends that screen with a clear word', async (_name, { code, says }) => {
    await using server = await RfbServer.start({
      serve: (socket) => {
        socket.write(firstPicture);
        says(socket);
      },
    });
    const screen = await open(server);
    await screen.hears('ended');
    await expect.poll(lastState).toContain('"problem"');
    expect(JSON.parse(lastState())).toMatchObject({ problem: { code, message: expect.stringMatching(/^[A-Z].*\.$/) } });
    await screen.close();
  });

  it('a text of 100 MB on the clipboard is left out, and the picture goes on', async () => {
    await using server = await RfbServer.start({
      serve: async (socket) => {
        socket.write(firstPicture);
        socket.write(rfb.cutText(100 * MEGABYTE));
        const piece = Buffer.alloc(MEGABYTE, 0x61);
        for (let sent = 0; sent < 100; sent += 1)
          if (!socket.write(piece)) await new Promise((resolve) => socket.once('drain', resolve));
        socket.write(rfb.update(rfb.fill(64, 48, [1, 200, 3])));
      },
    });
    const screen = await open(server);
    await expect.poll(() => screen.pixel(10, 10), { timeout: 20_000 }).toEqual([1, 200, 3]);
    expect(await screen.hears('notice')).toMatchObject({ text: expect.stringMatching(/too long/) });
    await screen.close();
  });

  it('a packed text that would become gigabytes is left out', async () => {
    const bomb = deflateSync(Buffer.concat([rfb.long(0x7fffffff), Buffer.alloc(64 * MEGABYTE)]));
    const provide = Buffer.concat([rfb.long(0x10000001), bomb]);
    await using server = await RfbServer.start({
      serve: (socket) => {
        socket.write(firstPicture);
        socket.write(rfb.cutText(-provide.length, provide));
        socket.write(rfb.update(rfb.fill(64, 48, [1, 200, 3])));
      },
    });
    const screen = await open(server);
    await expect.poll(() => screen.pixel(10, 10)).toEqual([1, 200, 3]);
    expect(await screen.hears('notice')).toMatchObject({ text: expect.stringMatching(/too long/) });
    await screen.close();
  });

  it('a flood of empty rectangles, bells and texts leaves the frame and the others usable', async () => {
    const empty = rfb.update(...Array.from({ length: 5_000 }, () => rfb.rectangle({ width: 0, height: 0 }, 0)));
    const flood = Buffer.concat([
      empty,
      Buffer.alloc(2_000, 2),
      ...Array.from({ length: 200 }, () => rfb.cutText(3, Buffer.from('abc'))),
    ]);
    await using server = await RfbServer.start({
      serve: async (socket) => {
        socket.write(firstPicture);
        while (!socket.destroyed)
          if (!socket.write(flood))
            await new Promise((resolve) => {
              socket.once('drain', resolve);
            });
      },
    });
    await using calm = await RfbServer.start({ serve: (socket) => void socket.write(firstPicture) });
    const flooded = await open(server);
    await flooded.hears('painted');
    const other = await open(calm);
    await other.hears('painted');
    expect(await other.pixel(5, 5)).toEqual([...red]);
    await flooded.tell({ type: 'take-picture' });
    expect((await flooded.hears('picture')).png).toBeDefined();
    const said = await flooded.said();
    expect(said.filter(({ type }) => type === 'bell').length).toBeLessThan(60);
    expect(said.filter(({ type }) => type === 'clipboard').length).toBeLessThan(150);
    await flooded.close();
    await other.tell({ type: 'settings', settings: plainSettings });
    await other.close();
  });

  // Last, since the test's own tool takes the window for crashed afterwards.
  it('the end of its process is the end of that screen only', async () => {
    await using server = await still();
    const [first, second] = [await open(server), await open(server)];
    await first.hears('painted');
    await second.hears('painted');
    const pixel = await app.app.evaluate(async ({ BrowserWindow }) => {
      const frames = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame.frames ?? [];
      const [victim, other] = frames.filter(({ url }) => url.startsWith('app://vnc-'));
      if (victim !== undefined) process.kill(victim.osProcessId, 'SIGKILL');
      const look = `[...document.querySelector('canvas').getContext('2d').getImageData(5, 5, 1, 1).data].join()`;
      const seen: unknown = await other?.executeJavaScript(look);
      return seen;
    });
    expect(pixel).toBe([...red, 255].join(','));
    await expect.poll(() => app.output()).toContain(`"state":"closed","screenId":"${first.id}"`);
    expect(app.output()).not.toContain(`"state":"closed","screenId":"${second.id}"`);
    expect(app.output()).not.toContain('the window itself is gone');
  });
});
