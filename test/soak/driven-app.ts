import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ElectronApplication, Page } from '@playwright/test';
import { driveApp } from '../../scripts/lib/drive-app.mjs';
import type { CallInput, CallOutput } from '../../main/contract/calls.ts';
import type { CallName } from '../../main/contract/names.ts';
import type { Result } from '../../main/contract/problem.ts';
import type { Snapshot, Truth } from '../../main/contract/state.ts';

const WAIT_MS = 120_000;
const LOOK_MS = 100;

interface Bridged {
  jumpseat: { call(name: string, input: unknown): Promise<Result<unknown>> };
}

/** The built app with a home of its own, and the window's way to main. */
export class DrivenApp implements AsyncDisposable {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly folder: string;
  readonly dataFolder: string;

  private constructor(app: ElectronApplication, page: Page, folder: string) {
    this.app = app;
    this.page = page;
    this.folder = folder;
    this.dataFolder = join(folder, 'data');
  }

  static async start(): Promise<DrivenApp> {
    const folder = mkdtempSync(join(tmpdir(), 'jumpseat-soak-'));
    for (const name of ['data', 'tmp', 'user', 'work']) mkdirSync(join(folder, name), { mode: 0o700 });
    const app = await driveApp({
      JUMPSEAT_DATA_FOLDER: join(folder, 'data'),
      TMPDIR: join(folder, 'tmp'),
      HOME: join(folder, 'user'),
      XDG_RUNTIME_DIR: join(folder, 'user'),
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      SSH_AUTH_SOCK: undefined,
      SHELL: '/bin/bash',
    });
    const page = await app.firstWindow();
    page.setDefaultTimeout(30_000);
    return new DrivenApp(app, page, folder);
  }

  /** Calls main as the window does; a problem is an error. */
  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    const result = (await this.page.evaluate(
      ([called, given]) => (globalThis as unknown as Bridged).jumpseat.call(called, given),
      [name, input] as const,
    )) as Result<CallOutput<N>>;
    if (!result.ok) throw new Error(`${name}: ${result.problem.code}: ${result.problem.message}`);
    return result.value;
  }

  async truth(): Promise<Truth> {
    const text = await this.page.evaluate(async () => {
      const result = await (globalThis as unknown as Bridged).jumpseat.call('app.snapshot', undefined);
      return result.ok ? String(result.value) : '';
    });
    return (JSON.parse(text) as Snapshot).truth;
  }

  /** Waits until the truth has what is looked for. */
  async until<T>(what: string, look: (truth: Truth) => T | undefined): Promise<T> {
    return this.wait(what, async () => look(await this.truth()));
  }

  async wait<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    const end = performance.now() + WAIT_MS;
    while (performance.now() < end) {
      const found = await look();
      if (found !== undefined) return found;
      await delay(LOOK_MS);
    }
    throw new Error(`Waited ${WAIT_MS / 1000} s for ${what}.`);
  }

  /** What the person chooses in the next dialogs of the system. */
  async choose(paths: string[]): Promise<void> {
    await this.app.evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
    }, paths);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
