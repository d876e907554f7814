import type { Locator, Page } from '@playwright/test';
import type { Result } from '../../main/contract/problem.ts';
import type { Snapshot } from '../../main/contract/state.ts';
import type { Transfer } from '../../main/contract/transfer.ts';
import { expect } from './launch.ts';

/** A tab with the files of a machine. */
export function files(page: Page) {
  const browser = page.getByRole('region', { name: 'Files', exact: true }).filter({ visible: true });
  const table = browser.getByRole('grid', { name: /^Files in / });
  const row = (name: string): Locator => table.getByRole('row').filter({ hasText: name });
  return {
    table,
    row,
    /** Opens a tab of files, in this folder. */
    async open(folder: string): Promise<void> {
      await page.getByRole('button', { name: 'New tab' }).click();
      await page.getByRole('menuitem', { name: /^Files/ }).click();
      await expect(table).toBeVisible();
      await this.goTo(folder);
    },
    async goTo(folder: string): Promise<void> {
      await page.keyboard.press('Control+l');
      const path = browser.getByRole('combobox').or(browser.getByRole('textbox')).first();
      await path.fill(folder);
      await path.press('Enter');
      await expect(browser.getByRole('grid', { name: `Files in ${folder}`, exact: true })).toBeVisible();
    },
    async choose(name: string): Promise<void> {
      await row(name).click();
      await expect(row(name)).toHaveAttribute('aria-selected', 'true');
    },
    /** Lets files of this computer fall onto the list, as the system's own drag does. */
    async drop(paths: string[]): Promise<void> {
      const box = await table.boundingBox();
      if (box === null) throw new Error('The list of files is not in sight.');
      const devTools = await page.context().newCDPSession(page);
      const at = { x: box.x + box.width / 2, y: box.y + box.height - 20 };
      const data = { items: [], files: paths, dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await devTools.send('Input.dispatchDragEvent', { type, ...at, data });
      }
      await devTools.detach();
    },
  };
}

/** The transfers as main has them. */
export async function transfersOf(page: Page): Promise<Transfer[]> {
  const text = await page.evaluate(async () => {
    type Call = (name: string, input?: unknown) => Promise<Result<string>>;
    const result = await (globalThis as unknown as { jumpseat: { call: Call } }).jumpseat.call('app.snapshot');
    if (!result.ok) throw new Error(result.problem.message);
    return result.value;
  });
  const snapshot = JSON.parse(text) as Snapshot;
  return Object.values(snapshot.truth.transfers);
}

/** Waits until a transfer has done this much. */
export async function transferReaches(
  page: Page,
  title: string,
  reached: (transfer: Transfer) => boolean,
  timeout = 120_000,
): Promise<void> {
  await expect
    .poll(
      async () => {
        const found = (await transfersOf(page)).findLast((transfer) => transfer.title === title);
        return found === undefined ? 'not there' : reached(found) ? 'reached' : JSON.stringify(found);
      },
      { timeout, intervals: [50] },
    )
    .toBe('reached');
}
