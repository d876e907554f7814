import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/paths.mjs';
import { describeNeeding } from '../../fixtures/needs.ts';
import { buildScreensApp } from '../../fixtures/screens/build-app.ts';
import { launchScreensApp, plainSettings, type ScreensApp } from '../../fixtures/screens/launch.ts';
import { copyCounted, copyOn, pasteFrom, xclipMissing } from '../../fixtures/screens/x-clipboard.ts';
import { Vnc, vncMissing } from '../../fixtures/vnc/vnc.ts';

const hex = (rgb: number[]): string => `#${Buffer.from(rgb).toString('hex')}`;
const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined;
const missing = vncMissing ?? xclipMissing ?? (hasDisplay ? undefined : 'there is no display');

describeNeeding(missing, 'the frame of a VNC screen, on TigerVNC', () => {
  let folder: string;
  let app: ScreensApp;
  let vnc: Vnc;

  beforeAll(async () => {
    mkdirSync(cacheFolder, { recursive: true });
    folder = mkdtempSync(join(cacheFolder, 'screens-app-'));
    await buildScreensApp(folder, ['vnc']);
    vnc = await Vnc.start({ security: 'VncAuth', password: 'secret', colour: '#2060a0' });
    app = await launchScreensApp(folder, { bounds: { x: 0, y: 0, width: 900, height: 600 } });
  }, 120_000);
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]();
    await vnc?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const order = () => ({
    protocol: 'vnc' as const,
    host: '127.0.0.1',
    port: vnc.port,
    credentials: { password: 'secret' },
  });

  it('shows what the machine shows, tells of it, and hands it out as a picture', async () => {
    const screen = await app.open(order());
    await screen.hears('painted');
    expect(await screen.hears('size')).toMatchObject({ width: 320, height: 200 });
    expect(await screen.pixel(100, 100)).toEqual([0x20, 0x60, 0xa0]);
    expect(await screen.pixel(319, 199)).toEqual([0x20, 0x60, 0xa0]);

    await screen.tell({ type: 'take-picture' });
    const { png } = await screen.hears('picture');
    expect(Buffer.from(Object.values(png)).subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));

    vnc.display.paint('#804020');
    await expect.poll(() => screen.pixel(100, 100)).toEqual([0x80, 0x40, 0x20]);
    expect(await screen.hears('rate')).toMatchObject({ framesPerSecond: expect.any(Number) });
    // By fences, which TigerVNC knows.
    await expect
      .poll(
        async () => {
          vnc.display.paint('#2060a0');
          vnc.display.paint('#2060a1');
          return (await screen.hears('rate')).latencyMs;
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
    const abilities = (await screen.said()).flatMap((message) => ('abilities' in message ? message.abilities : []));
    expect(abilities.at(-1)).toMatchObject({ resize: 'yes', clipboard: true, quality: true });
    await screen.close();
  });

  it('fits the picture to the tab, asks for another size, or shows it pixel by pixel', async () => {
    const screen = await app.open({ ...order(), settings: { fit: 'actual' }, size: { width: 300, height: 150 } });
    await screen.hears('painted');
    const look = () =>
      screen.frame.evaluate(() => {
        const canvas = document.querySelector('canvas');
        const { width, height } = canvas?.getBoundingClientRect() ?? {};
        const holder = canvas?.parentElement;
        return { width, height, pans: (holder?.scrollWidth ?? 0) > (holder?.clientWidth ?? 0) };
      });
    expect(await look()).toEqual({ width: 320, height: 200, pans: true });
    await screen.tell({ type: 'settings', settings: { ...plainSettings, fit: 'scale' } });
    await expect.poll(look).toEqual({ width: 240, height: 150, pans: false });
    await screen.tell({ type: 'settings', settings: { ...plainSettings, fit: 'resize' } });
    await expect.poll(look).toEqual({ width: 300, height: 150, pans: false });
    await expect.poll(() => screen.hears('size')).toMatchObject({ width: 300, height: 150 });
    await screen.close();
  });

  it('shares text with the clipboard of the machine, in any script, when it may', async () => {
    const screen = await app.open(order());
    await screen.hears('painted');
    await copyOn(vnc.display.name, 'Größe 漢字 €');
    expect(await screen.hears('clipboard')).toMatchObject({ text: 'Größe 漢字 €' });
    await screen.tell({ type: 'clipboard', text: 'zurück 😀\nzweite' });
    await expect.poll(() => pasteFrom(vnc.display.name)).toBe('zurück 😀\nzweite');

    await screen.tell({ type: 'settings', settings: { ...plainSettings, sharesClipboard: false } });
    await screen.tell({ type: 'clipboard', text: 'secret' });
    const handedOut = copyCounted(vnc.display.name, 'more');
    // It is asked for all the same, and comes to here before the picture does.
    await expect.poll(handedOut).toBe(1);
    vnc.display.paint('#112233');
    await expect.poll(async () => hex(await screen.pixel(9, 9))).toBe('#112233');
    await screen.tell({ type: 'settings', settings: plainSettings });
    await copyOn(vnc.display.name, 'last');
    await expect.poll(async () => (await screen.hears('clipboard')).text).toBe('last');
    const texts = (await screen.said()).flatMap((message) => (message.type === 'clipboard' ? message.text : []));
    expect(texts).toEqual(['Größe 漢字 €', 'last']);
    await screen.close();
  });
});
