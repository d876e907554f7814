import { test as base, expect, type ElectronApplication, type Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { driveApp } from '../../scripts/lib/drive-app.mjs';

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
  start(): Promise<Jumpseat>;
}

async function start(home: Omit<Home, 'start'>): Promise<Jumpseat> {
  const app = await driveApp({
    JUMPSEAT_DATA_FOLDER: home.dataFolder,
    TMPDIR: home.temporaryFolder,
    SHELL: '/bin/bash',
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(30_000);
  // Once closed, Playwright's object cannot even be asked for its process.
  let closing: Promise<void> | undefined;
  return { app, page, quit: () => (closing ??= app.close()) };
}

/** Makes a home, and takes it away again. Apps still running in it are ended first. */
export const test = base.extend<{ home: Home; jumpseat: Jumpseat }>({
  home: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'jumpseat-e2e-'));
    const home = { dataFolder: join(folder, 'data'), temporaryFolder: join(folder, 'tmp') };
    mkdirSync(home.dataFolder);
    mkdirSync(home.temporaryFolder);
    const running: Jumpseat[] = [];
    await use({
      ...home,
      async start() {
        const jumpseat = await start(home);
        running.push(jumpseat);
        return jumpseat;
      },
    });
    for (const jumpseat of running) await jumpseat.quit();
    rmSync(folder, { recursive: true, force: true });
  },
  jumpseat: async ({ home }, use) => {
    const jumpseat = await home.start();
    await use(jumpseat);
    await jumpseat.quit();
  },
});

export { expect };
