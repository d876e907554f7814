import { test as base, expect, type ElectronApplication, type Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { driveApp } from '../../scripts/lib/drive-app.mjs';
import { startVirtualDisplay } from '../../scripts/lib/virtual-display.mjs';

/** Only what will never come takes so long. */
const PATIENCE_MS = 60_000;

/** One running Jumpseat with a data folder of its own. */
export interface Jumpseat {
  app: ElectronApplication;
  page: Page;
  quit(): Promise<void>;
}

/** Where one test keeps everything; the app may be started in it again and again. */
export interface Home {
  dataFolder: string;
  /** The TMPDIR of the app. */
  temporaryFolder: string;
  /** The HOME of the app, without keys. Whoever runs the tests keeps theirs, and their keychain, to themselves. */
  userFolder: string;
  /** @param environment added to the app's */
  start(environment?: Record<string, string>): Promise<Jumpseat>;
}

async function start(home: Omit<Home, 'start'>, environment: Record<string, string>): Promise<Jumpseat> {
  const app = await driveApp({
    JUMPSEAT_DATA_FOLDER: home.dataFolder,
    TMPDIR: home.temporaryFolder,
    HOME: home.userFolder,
    XDG_RUNTIME_DIR: home.userFolder,
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    SSH_AUTH_SOCK: undefined,
    SHELL: '/bin/bash',
    ...environment,
  });
  const page = await app.firstWindow({ timeout: PATIENCE_MS });
  page.setDefaultTimeout(PATIENCE_MS);
  // Once closed, Playwright's object cannot even be asked for its process.
  let closing: Promise<void> | undefined;
  return { app, page, quit: () => (closing ??= app.close()) };
}

/** Makes a home; disposing of it ends the apps that still run in it and takes it away. */
export function makeHome(): Home & AsyncDisposable {
  const folder = mkdtempSync(join(tmpdir(), 'jumpseat-e2e-'));
  const home = {
    dataFolder: join(folder, 'data'),
    temporaryFolder: join(folder, 'tmp'),
    userFolder: join(folder, 'user'),
  };
  for (const made of Object.values(home)) mkdirSync(made, { mode: 0o700 });
  const running: Jumpseat[] = [];
  return {
    ...home,
    async start(environment = {}) {
      const jumpseat = await start(home, environment);
      running.push(jumpseat);
      return jumpseat;
    },
    async [Symbol.asyncDispose]() {
      for (const jumpseat of running) await jumpseat.quit();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const test = base.extend<{ home: Home; jumpseat: Jumpseat }, { display: undefined }>({
  // Focus and clipboard belong to a display: of several workers each has its own.
  display: [
    async ({}, use, { parallelIndex }) => {
      if (parallelIndex === 0) return use(undefined);
      await using own = await startVirtualDisplay();
      process.env['DISPLAY'] = own.name;
      await use(undefined);
    },
    { scope: 'worker', auto: true },
  ],
  home: async ({}, use) => {
    await using home = makeHome();
    await use(home);
  },
  jumpseat: async ({ home }, use) => {
    const jumpseat = await home.start();
    await use(jumpseat);
    await jumpseat.quit();
  },
});

export { expect };
