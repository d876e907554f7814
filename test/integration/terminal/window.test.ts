import type { ElectronApplication, Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/setup/paths.mjs';
import { buildTerminalApp } from '../../bench/terminal/build-app.ts';
import { launchTerminalApp } from '../../bench/terminal/launch.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';

const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined;
const missing = sshdMissing ?? (hasDisplay ? undefined : 'there is no display');

/** What makes WebGL work on a machine without a graphics card. */
const softwareWebgl = ['--enable-unsafe-swiftshader'];

describe('the terminal in a window of Electron, on OpenSSH', () => {
  let sshd: Sshd;
  let folder: string;
  let running: { app: ElectronApplication; page: Page } & AsyncDisposable;

  beforeEach((test) => test.skip(missing !== undefined, missing));
  beforeAll(async () => {
    if (missing !== undefined) return;
    mkdirSync(cacheFolder, { recursive: true });
    folder = mkdtempSync(join(cacheFolder, 'terminal-app-'));
    await buildTerminalApp(folder);
    sshd = await Sshd.start({ config: ["ForceCommand env PS1='ready> ' ENV= LC_ALL=C.UTF-8 sh -i"] });
  });
  afterAll(async () => {
    if (missing !== undefined) return;
    await sshd[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    if (missing === undefined) await running[Symbol.asyncDispose]();
  });

  async function start(flags: string[] = softwareWebgl): Promise<Page> {
    const { host, port, user, clientKey } = sshd;
    const bounds = { x: 0, y: 0, width: 900, height: 500 };
    running = await launchTerminalApp(
      folder,
      { host, port, user, privateKey: clientKey.privateKey, bounds, fontSize: 13, scrollback: 1000 },
      flags,
    );
    const { page } = running;
    page.setDefaultTimeout(30_000);
    // What is drawn on a canvas can only be read through the tree for screen readers.
    await page.evaluate(() => window.seen.setScreenReader?.(true));
    await shows(page, 'ready>');
    return page;
  }

  const screen = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('.xterm-accessibility-tree > div')]
        .map((row) => row.textContent?.trimEnd())
        .join('\n')
        .trimEnd(),
    );
  const shows = (page: Page, text: string) =>
    page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('.xterm-accessibility-tree > div')].some((row) =>
          row.textContent?.includes(wanted),
        ),
      text,
    );
  const seen = (page: Page) => page.evaluate(() => ({ ...window.seen, handle: undefined }));
  const type = (page: Page, text: string) => page.evaluate((keys) => window.seen.handle?.type(keys), text);
  const paste = async (page: Page, text: string) => {
    await running.app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text);
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.press('Control+Shift+V');
  };

  it('draws with WebGL, goes on with DOM when the context is lost, and keeps to the policy of the app all the while', async () => {
    const page = await start();
    await type(page, "printf '\\033[38;2;100;200;50mgreen\\033[0m 漢字😀\\n'\n");
    await shows(page, '漢字😀');
    await expect.poll(() => page.locator('.xterm-screen canvas').count()).toBeGreaterThan(0);
    await page.evaluate(() => {
      for (const canvas of document.querySelectorAll('canvas')) {
        canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
      }
    });
    await page.waitForSelector('.xterm-rows');
    await expect.poll(() => page.locator('.xterm-rows').textContent()).toContain('green');
    const colour = await page
      .locator('.xterm-rows span', { hasText: 'green' })
      .last()
      .evaluate((span) => getComputedStyle(span).color);
    expect(colour).toBe('rgb(100, 200, 50)');
    expect((await seen(page)).violations).toEqual([]);
  });

  it('works without WebGL', async () => {
    const page = await start(['--disable-gpu', '--disable-software-rasterizer']);
    await type(page, 'echo still-$((1+1))\n');
    await expect.poll(() => page.locator('.xterm-rows').textContent()).toContain('still-2');
    expect(await page.locator('.xterm-screen canvas').count()).toBe(0);
    // A flood is drawn less often; its end must be.
    await type(page, 'seq 300000; echo the-end-$((1+1))\n');
    await expect
      .poll(() => page.locator('.xterm-rows').textContent(), { timeout: 40_000 })
      .toContain('300000the-end-2ready>');
    expect((await seen(page)).violations).toEqual([]);
  });

  it('types what is typed, keeps what was on the screen over a reload, and answers old questions only once', async () => {
    const page = await start();
    await page.locator('.xterm-helper-textarea').focus();
    // Once the word is shown, the question before it has been answered.
    await page.keyboard.type('stty -echo; printf "\\033[6n"; echo typed-$((20+3)); cat -v');
    await page.keyboard.press('Enter');
    await shows(page, 'typed-23');
    await page.reload();
    await page.waitForFunction(() => window.seen.states.length === 2);
    await page.evaluate(() => window.seen.setScreenReader?.(true));
    await shows(page, 'typed-23');
    await type(page, '\u0004\u0004echo next-$((1+1)); stty echo\n');
    await shows(page, 'next-2');
    expect((await screen(page)).match(/\^\[\[\d+;\d+R/g)).toHaveLength(1);
  });

  it('asks before it pastes several lines, and takes escape sequences out', async () => {
    const page = await start();
    await paste(page, 'echo one-\u001b[201~$((1+1))');
    await shows(page, 'echo one-');
    await page.keyboard.press('Enter');
    await shows(page, 'one-[201~2');
    await paste(page, 'echo two-$((1+1))\necho three-$((1+2))\n');
    await page.getByText('Paste 2 lines?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Paste 2 lines?').waitFor({ state: 'detached' });
    await type(page, 'echo after-$((2+2))\n');
    await shows(page, 'after-4');
    expect(await screen(page)).not.toContain('two-');
    await paste(page, 'echo two-$((1+1))\necho three-$((1+2))\n');
    await page.getByRole('button', { name: 'Paste', exact: true }).click();
    await shows(page, 'three-3');
    expect(await screen(page)).toContain('two-2');
    // A shell that reads pastes as pastes is handed them whole.
    await type(page, "clear; printf '\\033[?2004h'; echo pastes-$((1+1)); cat -v\n");
    await shows(page, 'pastes-2');
    await paste(page, 'first\nsecond\u001b[201~');
    await shows(page, '^[[200~first');
    await shows(page, 'second[201~^[[201~');
  });

  it('lets a program copy once the person agreed, and never read the clipboard', async () => {
    const page = await start();
    await running.app.evaluate(({ clipboard }) => clipboard.writeText('a secret'));
    const copy = (text: string) => type(page, `printf '\\033]52;c;%s\\a' ${Buffer.from(text).toString('base64')}\n`);
    await copy('from the machine');
    await page.getByText('wants to copy text').waitFor();
    expect((await seen(page)).copied).toEqual([]);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await copy('and again, Grüße 漢字');
    await expect.poll(async () => (await seen(page)).copied).toEqual(['from the machine', 'and again, Grüße 漢字']);
    await type(page, "clear; printf '\\033]52;c;?\\a\\033[21t'; cat -v\n");
    await type(page, 'end-of-answers\n');
    await shows(page, 'end-of-answers');
    expect(await screen(page)).not.toContain('52;');
    expect(await screen(page)).not.toContain('^[]l');
  });

  it('copies the selection, finds text, and opens web addresses only', async () => {
    const page = await start();
    await type(page, 'clear; echo alpha beta; echo ALPHA; echo https://example.com/a file:///etc/passwd\n');
    await shows(page, 'https://example.com/a file:');
    const box = await page.locator('.xterm-screen').boundingBox();
    if (box === null) throw new Error('There is no screen.');
    const rows = (await screen(page)).split('\n');
    const at = (text: string) => {
      const row = rows.findIndex((line) => line.startsWith(text) || line.includes(` ${text}`));
      const column = rows[row]?.indexOf(text) ?? 0;
      const cell = { width: 7.83, height: 18 };
      return { x: box.x + (column + 1.5) * cell.width, y: box.y + (row + 0.5) * cell.height };
    };
    const word = at('ALPHA');
    await page.mouse.dblclick(word.x, word.y);
    await page.keyboard.press('Control+Shift+C');
    await expect.poll(async () => (await seen(page)).copied).toEqual(['ALPHA']);

    await page.keyboard.press('Control+Shift+F');
    await page.getByPlaceholder('Find').fill('alpha');
    await page.getByText(/ of 2$/).waitFor();
    await page.getByRole('button', { name: 'Match case' }).click();
    await page.getByText(/ of 1$/).waitFor();
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await page.getByPlaceholder('Find').fill('(');
    await page.getByText('not a regular expression').waitFor();
    await page.getByPlaceholder('Find').fill('^AL.HA$');
    await page.getByText('1 of 1').waitFor();
    await page.keyboard.press('Escape');
    await page.getByPlaceholder('Find').waitFor({ state: 'detached' });

    const link = at('https://example.com/a');
    await page.mouse.move(link.x, link.y);
    await page.mouse.move(link.x + 4, link.y);
    await page.mouse.click(link.x + 4, link.y);
    await page.keyboard.down('Control');
    await page.mouse.click(link.x + 4, link.y);
    await page.keyboard.up('Control');
    await expect.poll(async () => (await seen(page)).opened).toEqual(['https://example.com/a']);
  });

  it('shows a cleaned title, how the program ended, and opens a new terminal with Enter', async () => {
    const page = await start();
    await type(page, "printf '\\033]0;build \\342\\200\\256evil\\a'; clear\n");
    await expect.poll(async () => (await seen(page)).titles.at(-1)).toBe('build evil');
    await type(page, 'exit 7\n');
    await shows(page, '[process ended with 7 - Enter opens a new terminal, Ctrl+D closes this one]');
    expect((await seen(page)).states.at(-1)).toEqual({ kind: 'exited', code: 7 });
    await page.locator('.xterm-helper-textarea').focus();
    await page.keyboard.press('Control+d');
    await expect.poll(async () => (await seen(page)).closed).toBe(1);
    await page.keyboard.press('Enter');
    await shows(page, 'ready>');
    await type(page, 'echo anew-$((1+1))\n');
    await shows(page, 'anew-2');
    expect((await seen(page)).violations).toEqual([]);
  });

  it('says so when the connection process is gone, and keeps what was on the screen', async () => {
    const page = await start();
    await type(page, 'echo before-$((1+1))\n');
    await shows(page, 'before-2');
    const pid = await running.app.evaluate(
      ({ app }) => app.getAppMetrics().find(({ name }) => name === 'connection')?.pid,
    );
    expect(pid).toBeGreaterThan(0);
    process.kill(Number(pid), 'SIGKILL');
    await shows(page, '[The part of Jumpseat that held this terminal stopped');
    expect((await seen(page)).states.at(-1)).toMatchObject({ kind: 'lost' });
    expect(await screen(page)).toContain('before-2');
  });

  it('gives its graphics context back while it is hidden', async () => {
    const page = await start();
    await expect.poll(() => page.locator('.xterm-screen canvas').count()).toBeGreaterThan(0);
    await page.evaluate(() => window.seen.setVisible?.(false));
    await expect.poll(() => page.locator('.xterm-screen canvas').count()).toBe(0);
    await type(page, 'echo hidden-$((1+1))\n');
    await page.evaluate(() => window.seen.setVisible?.(true));
    await expect.poll(() => page.locator('.xterm-screen canvas').count()).toBeGreaterThan(0);
    await shows(page, 'hidden-2');
    expect((await seen(page)).violations).toEqual([]);
  });
});
