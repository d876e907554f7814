import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/paths.mjs';
import { describeNeeding } from '../../fixtures/needs.ts';
import { buildScreensApp } from '../../fixtures/screens/build-app.ts';
import { launchScreensApp, type ScreensApp } from '../../fixtures/screens/launch.ts';
import { Vnc, vncMissing } from '../../fixtures/vnc/vnc.ts';

const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined;
const missing = vncMissing ?? (hasDisplay ? undefined : 'there is no display');

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
  });
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

  it('shows what the machine shows', async () => {
    const screen = await app.open(order());
    await screen.hears('painted');
    console.log(app.output());
    expect(await screen.hears('size')).toMatchObject({ width: 320, height: 200 });
    expect(await screen.pixel(100, 100)).toEqual([0x20, 0x60, 0xa0]);
    await screen.close();
  });
});
