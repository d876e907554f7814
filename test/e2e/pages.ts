import type { Locator, Page } from '@playwright/test';
import { expect } from './launch.ts';

/** The list of builds and the selected build beside it. */
export function builds(page: Page) {
  const pane = page.getByRole('complementary', { name: 'Build', exact: true });
  return {
    pane,
    rows: page.getByRole('grid').getByRole('row'),
    /** A row by any text in it, for example its number "#3". */
    row: (text: string): Locator => page.getByRole('grid').getByRole('row').filter({ hasText: text }),
    select: (text: string) => page.getByRole('grid').getByRole('row').filter({ hasText: text }).click(),
    async rebuildWithAccess(): Promise<void> {
      await pane.getByRole('button', { name: 'Rebuild with remote access' }).click();
    },
    async openProject(name: string): Promise<void> {
      await page.getByRole('navigation').getByText(name, { exact: true }).last().click();
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    },
  };
}

/** What can be saved is saved first, and then the machine is ended. */
export const ENDING_MS = 120_000;

let commandsRun = 0;

/** The workspace of a session. */
export function session(page: Page) {
  const input = page.getByRole('textbox', { name: 'Terminal input' }).last();
  // Terminals of other tabs and other sessions stay in the page, out of sight.
  const lines = page.locator('.xterm-accessibility-tree').filter({ visible: true }).last();
  async function type(line: string): Promise<void> {
    await input.focus();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  }
  return {
    terminal: page.locator('.xterm').filter({ visible: true }).last(),
    lines,
    /** Types a line as a person would, and Enter. */
    type,
    /** Types a command, and waits until it has ended well; what the shell shows of the typed line looks otherwise. */
    async run(command: string): Promise<void> {
      const name = `command ${(commandsRun += 1)}`;
      await type(`${command}; echo "$? was the end of" '${name}'`);
      await expect(lines).toContainText(`0 was the end of ${name}`);
    },
    /** Waits until the terminal shows this text. */
    async shows(text: string | RegExp, timeoutMs?: number): Promise<void> {
      await expect(lines).toContainText(text, timeoutMs === undefined ? {} : { timeout: timeoutMs });
    },
    /** Asks for the end, and does not wait for the work to be saved. */
    async endWithoutSaving(): Promise<void> {
      await page.getByRole('button', { name: 'End session' }).first().click();
      const question = page.getByRole('group', { name: /^End this session/ });
      await question.getByRole('button', { name: /^(End without saving|End session)$/ }).click();
    },
    runItHere: page.getByRole('button', { name: 'Run it here' }),
  };
}

/** Makes terminals keep their lines as text, which is also what a screen reader reads. */
export async function makeReadable(page: Page): Promise<void> {
  await page.evaluate(() =>
    (
      globalThis as typeof globalThis & { jumpseat: { call(name: string, input: unknown): Promise<unknown> } }
    ).jumpseat.call('app.updateSettings', { screenReader: true }),
  );
}
