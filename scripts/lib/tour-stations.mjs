// The stations of the tour: what a person does with the sample project, by roles and names as they stand in the window.
import { setTimeout as delay } from 'node:timers/promises';

/** How often the terminal is looked through while something is awaited in it. */
const LOOK_INTERVAL_MS = 200;
const LOOK_TIMEOUT_MS = 60_000;

const terminalOf = (page) => page.getByRole('group', { name: /^Terminal/ });

/** Types a line into the terminal and presses Enter. */
async function typeLine(page, line) {
  await terminalOf(page).click();
  await page.keyboard.type(line, { delay: 15 });
  await page.keyboard.press('Enter');
}

/** Waits until the terminal shows a text, found with its own search: what it draws are pixels. */
async function seeInTerminal(page, pattern) {
  await terminalOf(page).click();
  await page.keyboard.press('Control+Shift+F');
  const bar = page.getByRole('search', { name: 'Find in the terminal' });
  await bar.getByRole('button', { name: 'Regular expression' }).click();
  const field = bar.getByRole('searchbox');
  await field.fill(pattern);
  const deadline = performance.now() + LOOK_TIMEOUT_MS;
  while (!/\d/.test(await bar.getByRole('status').innerText())) {
    if (performance.now() > deadline) throw new Error(`The terminal never showed ${pattern}.`);
    await field.press('Enter');
    await delay(LOOK_INTERVAL_MS);
  }
  await field.press('Escape');
  await bar.waitFor({ state: 'hidden' });
}

export const stations = [
  {
    name: 'first-start',
    says: 'The first start, with the builds of the sample project',
    async visit(page) {
      await page.getByRole('row').filter({ hasText: 'Failed' }).first().waitFor();
    },
  },
  {
    name: 'failed-build',
    says: 'The failed build, and where it failed',
    isInReadme: true,
    async visit(page) {
      await page.getByRole('row').filter({ hasText: 'Failed' }).first().click();
      await page
        .getByRole('region', { name: /End of the output of/ })
        .getByText('failed')
        .first()
        .waitFor();
    },
  },
  {
    name: 'rebuild',
    says: 'The rebuild with remote access, on its way',
    async visit(page) {
      await page.getByRole('button', { name: 'Rebuild with remote access' }).click();
      await page.getByRole('main', { name: /^Session / }).waitFor();
    },
  },
  {
    name: 'terminal',
    says: 'A command typed on the machine',
    isInReadme: true,
    async visit(page) {
      await page.getByRole('tab', { name: /Terminal/ }).waitFor();
      await page.getByRole('button', { name: 'Run it here' }).waitFor();
      await typeLine(page, 'git log --oneline && cat lib/time.sh');
      await seeInTerminal(page, 'minutes_per_day=1400');
    },
  },
  {
    name: 'failing-step',
    says: 'The failed step run again, the way the build ran it',
    async visit(page) {
      await page.getByRole('button', { name: 'Run it here' }).click();
      await seeInTerminal(page, 'Tests: \\d+ failed');
    },
  },
  {
    name: 'mended',
    says: 'The mistake mended, and the step passing',
    isInReadme: true,
    async visit(page) {
      await typeLine(page, "sed -i.bak 's/minutes_per_day=1400/minutes_per_day=1440/' lib/time.sh");
      await page.getByRole('button', { name: 'Run it here' }).click();
      await seeInTerminal(page, 'Tests: \\d+ passed');
    },
  },
  {
    name: 'files',
    says: 'The files of the machine below the terminal',
    isInReadme: true,
    async visit(page) {
      await terminalOf(page).click();
      await page.keyboard.press('Control+Shift+E');
      await page.getByRole('row').filter({ hasText: 'README.md' }).waitFor();
    },
  },
  {
    name: 'screen',
    says: 'The desktop of the machine in a tab, or what is missing for one',
    isInReadme: true,
    async visit(page) {
      await terminalOf(page).click();
      await page.keyboard.press('Control+Shift+E');
      const open = page.getByRole('button', { name: 'Open the desktop' });
      if (!(await open.isVisible())) return;
      await open.click();
      // Asked once the picture is there.
      await page.getByRole('button', { name: 'No', exact: true }).click();
      // Its first window comes a moment after the desktop.
      await page.waitForTimeout(3_000);
    },
  },
  {
    name: 'session-ended',
    says: 'The session ended, its machine gone, and the work saved',
    isInReadme: true,
    async visit(page) {
      await page.getByRole('button', { name: 'End session' }).first().click();
      await page.getByRole('button', { name: 'Save my work and end' }).click();
      await page.getByText('The session has ended').waitFor();
      await page.getByRole('button', { name: 'Apply to my clone…' }).waitFor();
    },
  },
];
