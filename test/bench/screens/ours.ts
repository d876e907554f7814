import type { ElectronApplication, Page } from '@playwright/test';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bridge } from '../../../main/contract/bridge.ts';
import type { CallInput } from '../../../main/contract/calls.ts';
import type { Snapshot } from '../../../main/contract/state.ts';
import { driveApp } from '../../../scripts/lib/drive-app.mjs';
import type { Sshd } from '../../fixtures/sshd.ts';
import type { Box, Framebuffer } from '../terminal/framebuffer.ts';

const LIMIT_MS = 60_000;

interface OpenScreen {
  sessionId: string;
  screenId: string;
}

/** The app itself, on an X server of its own, with sessions of pasted machines. */
export class ScreensApp implements AsyncDisposable {
  readonly #app: ElectronApplication;
  readonly #page: Page;

  private constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.#page = page;
  }

  static async start(folder: string, screen: Framebuffer, area: Box, sshd: Sshd): Promise<ScreensApp> {
    const home = join(folder, 'home');
    for (const made of ['data', 'tmp', 'home', 'home/.ssh']) mkdirSync(join(folder, made), { mode: 0o700 });
    copyFileSync(sshd.clientKey.file, join(home, '.ssh', 'id_ed25519'));
    const app = await driveApp({
      DISPLAY: screen.display,
      JUMPSEAT_DATA_FOLDER: join(folder, 'data'),
      TMPDIR: join(folder, 'tmp'),
      HOME: home,
      XDG_RUNTIME_DIR: home,
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      SSH_AUTH_SOCK: undefined,
    });
    const page = await app.firstWindow();
    page.setDefaultTimeout(LIMIT_MS);
    await app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), area);
    return new ScreensApp(app, page);
  }

  get pid(): number {
    return this.#app.process().pid ?? 0;
  }

  /** Connects to a machine that a text describes; gives its session. A screen that opens by itself is closed. */
  async connect(text: string): Promise<string> {
    const known = new Set(Object.keys(await this.#sessions()));
    await this.#page.getByRole('navigation').getByRole('button', { name: 'Connect to a machine' }).click();
    await this.#page.getByRole('textbox', { name: 'Pasted text' }).fill(text);
    await this.#page.getByRole('button', { name: 'Read it' }).click();
    await this.#page.getByRole('button', { name: 'Connect', exact: true }).click();
    await this.#page.getByRole('tab').first().waitFor();
    const [sessionId, session] = Object.entries(await this.#sessions()).find(([id]) => !known.has(id)) ?? [];
    if (sessionId === undefined) throw new Error(`There is no session for ${text.split('@').at(-1)}.`);
    for (const { id: screenId } of session?.screens ?? []) await this.close({ sessionId, screenId });
    await this.#until(sessionId, ({ machines }) =>
      machines.every(({ link, endpoints }) => link === 'connected' || endpoints.every(({ kind }) => kind !== 'ssh')),
    );
    return sessionId;
  }

  /** Opens a screen, waits for its picture, and shows it pixel by pixel. */
  async open(
    sessionId: string,
    source: CallInput<'screens.open'>['source'],
    credentials?: { user?: string; password: string },
  ): Promise<OpenScreen> {
    const made = await this.#call('screens.open', { sessionId, machine: 0, source });
    const screen = { sessionId, ...made };
    if (credentials !== undefined) await this.#call('screens.signIn', { ...screen, ...credentials });
    await this.#show(sessionId, made.screenId);
    await this.#until(sessionId, ({ screens }) => {
      const opened = screens.find(({ id }) => id === made.screenId);
      if (opened?.state === 'failed') throw new Error(`The screen failed: ${opened.problem?.message}`);
      return opened?.state === 'open';
    });
    const tools = this.#page.getByRole('group', { name: 'Screen tools' }).filter({ visible: true });
    await this.#choose(tools.getByRole('button', { name: /^Size:/ }), 'Actual size');
    const picture = tools.getByRole('button', { name: /^Picture: / });
    if ((await picture.count()) > 0) await this.#choose(picture, 'Balanced');
    const question = this.#page.getByRole('button', { name: 'No', exact: true });
    if (await question.isVisible()) await question.click();
    return screen;
  }

  /** Brings a screen to the front. Sessions may have the same name. */
  async #show(sessionId: string, screenId: string): Promise<void> {
    const title = (await this.#sessions())[sessionId]?.title ?? '';
    const tab = this.#page.locator(`[role="tab"][data-key="screen:${screenId}"]`);
    for (const button of await this.#page.getByRole('navigation').getByRole('button', { name: title }).all()) {
      await button.click();
      if (await tab.isVisible()) return tab.click();
    }
    throw new Error(`The screen of ${title} is not in sight.`);
  }

  async close(screen: OpenScreen): Promise<void> {
    await this.#call('screens.close', screen);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app.close();
  }

  async #choose(button: ReturnType<Page['locator']>, entry: string): Promise<void> {
    await button.click();
    await this.#page.getByRole('menu').getByText(entry, { exact: true }).click();
  }

  async #until(sessionId: string, holds: (session: Snapshot['truth']['sessions'][string]) => boolean): Promise<void> {
    const deadline = performance.now() + LIMIT_MS;
    for (;;) {
      const session = (await this.#sessions())[sessionId];
      if (session !== undefined && holds(session)) return;
      if (performance.now() > deadline) throw new Error(`Waited in vain: ${JSON.stringify(session)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #sessions(): Promise<Snapshot['truth']['sessions']> {
    const snapshot = JSON.parse(await this.#call('app.snapshot', undefined)) as Snapshot;
    return snapshot.truth.sessions;
  }

  async #call<N extends Parameters<Bridge['call']>[0]>(name: N, input: CallInput<N>) {
    const result = await this.#page.evaluate(
      ([callName, callInput]) =>
        (globalThis as unknown as { jumpseat: Bridge }).jumpseat.call(callName, ...([callInput] as never)),
      [name, input] as const,
    );
    if (!result.ok) throw new Error(`${name}: ${result.problem.message}`);
    return result.value;
  }
}
