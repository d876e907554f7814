import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './launch.ts';
import { builds, session } from './pages.ts';

/** Colours on their way from one to another are those of neither, and come and go as the computer is busy. */
function rests(page: Page): Promise<unknown> {
  return page.waitForFunction(() =>
    document.getAnimations().every(({ effect, playState }) => {
      const isEndless = effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY;
      return isEndless || playState !== 'running';
    }),
  );
}

async function findings(page: Page): Promise<string[]> {
  await rests(page);
  // The usual mode opens a page of its own for the last step, which this app does not allow.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}

for (const theme of ['Dark', 'Light', 'High contrast']) {
  test(`axe finds nothing in the ${theme.toLowerCase()} theme`, async ({ jumpseat: { page } }) => {
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByText(theme, { exact: true }).click();
    await expect(page.locator('html')).toHaveAttribute(
      'data-theme',
      theme === 'High contrast' ? 'contrast' : theme.toLowerCase(),
    );
    expect(await findings(page)).toEqual([]);

    await page.getByText('All builds').first().click();
    await builds(page).select('#3');
    await expect(builds(page).pane).toContainText('counts a wait over midnight');
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Open log' }).click();
    await expect(page.getByText('counts a wait over midnight').first()).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+K');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await builds(page).rebuildWithAccess();
    await expect(session(page).runItHere).toBeEnabled();
    expect(await findings(page)).toEqual([]);

    // A picture where this computer has a server of screens, and what is missing where it has none. The viewer's page is
    // looked through as well.
    await page.keyboard.press('Control+Shift+S');
    const search = page.getByRole('region', { name: 'Open a screen' });
    await expect(page.getByText(/^\d+ × \d+$/).or(search)).toBeVisible();
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'New tab' }).click();
    await page.getByRole('menuitem', { name: 'Screen through SSH…' }).click();
    await expect(search.getByRole('heading', { name: 'By hand' })).toBeVisible();
    expect(await findings(page)).toEqual([]);
  });
}
