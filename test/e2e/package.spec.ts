import { chromium, expect, test, type Page } from '@playwright/test';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { run } from '../../scripts/lib/run.mjs';
import { stations } from '../../scripts/lib/tour-stations.mjs';
import { root } from '../../scripts/setup/paths.mjs';

/** Where electron-builder puts the app of each system. */
const packagedBinary = {
  linux: 'linux-unpacked/jumpseat',
  darwin: process.arch === 'arm64' ? 'mac-arm64/Jumpseat.app' : 'mac/Jumpseat.app',
  win32: process.arch === 'arm64' ? 'win-arm64-unpacked/Jumpseat.exe' : 'win-unpacked/Jumpseat.exe',
}[process.platform as 'linux' | 'darwin' | 'win32'];
const packaged = join(root, 'dist', packagedBinary);
const executable = process.platform === 'darwin' ? join(packaged, 'Contents', 'MacOS', 'Jumpseat') : packaged;

/** How a fuse is written in the binary. */
const [OFF, ON] = ['0', '1'];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(600_000);
  const { code, output } = await run('node', ['scripts/package.mjs'], { quiet: true });
  expect(code, output).toBe(0);
});

test('the fuses of the packaged app are flipped', async () => {
  const wire = await getCurrentFuseWire(packaged);
  const states = Object.fromEntries(
    [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.OnlyLoadAppFromAsar,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
    ].map((option) => [FuseV1Options[option], String.fromCharCode(wire[option] ?? 0)]),
  );
  expect(states).toEqual({
    RunAsNode: OFF,
    EnableNodeOptionsEnvironmentVariable: OFF,
    EnableNodeCliInspectArguments: OFF,
    GrantFileProtocolExtraPrivileges: OFF,
    EnableCookieEncryption: ON,
    OnlyLoadAppFromAsar: ON,
    EnableEmbeddedAsarIntegrityValidation: ON,
  });
});

test('the package holds no app folder beside its archive', () => {
  test.skip(process.platform === 'darwin', 'macOS keeps its resources elsewhere');
  const resources = join(packaged, '..', 'resources');
  expect(existsSync(join(resources, 'app.asar'))).toBe(true);
  expect(existsSync(join(resources, 'app'))).toBe(false);
  expect(existsSync(join(resources, 'default_app.asar'))).toBe(false);
});

const targetsSchema = z.array(z.object({ url: z.string() }));

/** Addresses of the pages that Chromium's debugging port offers. */
async function targetsOf(address: string): Promise<string[]> {
  const reply = await fetch(`http://${new URL(address).host}/json/list`);
  return targetsSchema.parse(await reply.json()).map(({ url }) => url);
}

/**
 * Starts the packaged app and attaches to its window. With Node's inspector switched off Playwright's Electron driver
 * cannot attach, so this asks Chromium itself for a debugging port, which is the tester's choice and not the package's.
 */
async function startPackaged(home: string): Promise<{ child: ChildProcess; page: Page; close(): Promise<void> }> {
  // Chromium refuses its sandbox to root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(executable, [...asRoot, '--remote-debugging-port=0', `--user-data-dir=${home}`], {
    // The last two do nothing to an app whose fuses are off.
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--version' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('close', (code) => reject(new Error(`The packaged app ended (${code}):\n${said}`)));
    child.once('error', reject);
  });
  // Whoever connects before the window is there waits in vain.
  await expect.poll(() => targetsOf(address), { timeout: 60_000 }).toContain('app://jumpseat/index.html');
  const browser = await chromium.connectOverCDP(address);
  const context = browser.contexts()[0];
  if (context === undefined) throw new Error('The packaged app has no browser context.');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  return {
    child,
    page,
    async close() {
      await browser.close();
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

test('the packaged app does the main job, from the first start to a mended build, and ends', async () => {
  const home = mkdtempSync(join(tmpdir(), 'jumpseat-package-'));
  try {
    const packagedApp = await startPackaged(home);
    try {
      await expect(packagedApp.page).toHaveTitle(/Jumpseat/);
      expect(packagedApp.page.url()).toMatch(/^app:\/\/jumpseat\//);
      packagedApp.page.setDefaultTimeout(60_000);
      for (const station of stations) await test.step(station.says, () => station.visit(packagedApp.page));
    } finally {
      await packagedApp.close();
    }
    expect(packagedApp.child.exitCode ?? packagedApp.child.signalCode).not.toBeNull();
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});
