import type { ElectronApplication } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch.ts';
import { processesOf } from './leftovers.ts';
import { builds } from './pages.ts';

/** Answers the system's folder dialog, which no test can click. */
async function chooseFolder(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, folder);
}

function makeProject(home: { dataFolder: string }, name: string, files: Record<string, string>): string {
  const folder = join(home.dataFolder, '..', name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

test('a wrong jumpseat.yml is explained by line and column, and works once it is mended', async ({
  home,
  jumpseat,
}) => {
  const { app, page } = jumpseat;
  const folder = makeProject(home, 'crooked', {
    'jumpseat.yml': 'name: crooked\nsteps:\n  - name: Test\n    runs: echo hello\n',
  });
  await chooseFolder(app, folder);
  await page.getByRole('button', { name: 'Add project' }).click();
  await builds(page).openProject('crooked');
  const mistakes = page.getByRole('list', { name: 'Mistakes in jumpseat.yml' });
  await expect(mistakes).toContainText('4:5');
  await expect(mistakes).toContainText('run');
  await expect(page.getByRole('button', { name: 'Run build' })).toHaveCount(0);

  writeFileSync(join(folder, 'jumpseat.yml'), 'name: crooked\nsteps:\n  - name: Test\n    run: echo hello\n');
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByRole('button', { name: 'Run build' }).click();
  await expect(builds(page).row('#1')).toContainText('Passed');
});

test('a folder without jumpseat.yml gets one proposed, written and built', async ({ home, jumpseat }) => {
  const { app, page } = jumpseat;
  const folder = makeProject(home, 'plain', { Makefile: 'test:\n\t@echo all is well\n' });
  await chooseFolder(app, folder);
  await page.getByRole('button', { name: 'Add project' }).click();
  await builds(page).openProject('plain');
  await expect(page.getByRole('textbox', { name: 'jumpseat.yml' })).toHaveValue(/make test/);
  expect(existsSync(join(folder, 'jumpseat.yml'))).toBe(false);
  await page.getByRole('button', { name: 'Write jumpseat.yml' }).click();
  await page.getByRole('button', { name: 'Run build' }).click();
  await expect(builds(page).row('#1')).toContainText(/Passed|Failed/);
  expect(readFileSync(join(folder, 'jumpseat.yml'), 'utf8')).toContain('make test');
});

test('cancelling a build ends everything it started', async ({ home, jumpseat }) => {
  const { app, page } = jumpseat;
  const folder = makeProject(home, 'endless', {
    'jumpseat.yml':
      'name: endless\nsteps:\n  - name: Wait\n    run: |\n      sleep 4242 &\n      echo waiting\n      sleep 4242\n',
  });
  await chooseFolder(app, folder);
  await page.getByRole('button', { name: 'Add project' }).click();
  const list = builds(page);
  await list.openProject('endless');
  await page.getByRole('button', { name: 'Run build' }).click();
  await list.select('#1');
  await expect(list.pane).toContainText('waiting');
  await list.pane.getByRole('button', { name: 'Cancel' }).click();
  await expect(list.row('#1')).toContainText('Cancelled');
  test.info().annotations.push({ type: 'processes', description: 'looked up in /proc, on Linux only' });
  if (existsSync('/proc')) {
    await expect.poll(() => processesOf(join(home.dataFolder, 'build-host', 'workspaces'))).toEqual([]);
  }
});
