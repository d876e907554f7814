import type { ElectronApplication } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch.ts';
import { builds, makeReadable } from './pages.ts';

const CONFIG = `name: twins
machines: 2
steps:
  - name: Greet
    run: echo "hello from $JUMPSEAT_MACHINE_INDEX"
  - name: Test
    env:
      ONLY_IN_THE_BUILD: "yes"
    run: test "$JUMPSEAT_MACHINE_INDEX" = 0
`;

/** Answers the system's folder dialog, which no test can click. */
async function chooseFolder(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, folder);
}

test('parallel machines: typed to together, compared, their ports brought here, their steps run again', async ({
  home,
  jumpseat: { app, page },
}) => {
  const folder = join(home.dataFolder, '..', 'twins');
  mkdirSync(folder);
  writeFileSync(join(folder, 'jumpseat.yml'), CONFIG);
  await makeReadable(page);
  await chooseFolder(app, folder);
  await page.getByRole('button', { name: 'Add project' }).click();
  const list = builds(page);
  await list.openProject('twins');
  await page.getByRole('button', { name: 'Run build' }).click();
  await expect(list.row('#1')).toContainText('Failed');
  await list.select('#1');
  await list.rebuildWithAccess();
  const screens = page.locator('.xterm-accessibility-tree').filter({ visible: true });
  await expect(screens).toContainText('twins');

  // Both machines side by side; what is typed goes to both, and only one of them answers otherwise.
  await page.keyboard.press('Control+Shift+M');
  await expect(screens).toHaveCount(2);
  for (const screen of await screens.all()) await expect(screen).toContainText(/[#$]/);
  await page.getByRole('button', { name: 'Type in all' }).click();
  await page.getByRole('textbox', { name: 'Terminal input' }).filter({ visible: true }).first().focus();
  await page.keyboard.type('echo "on machine $JUMPSEAT_MACHINE_INDEX"; test "$JUMPSEAT_MACHINE_INDEX" = 0');
  await page.keyboard.press('Enter');
  for (const said of ['on machine 0', 'on machine 1']) await expect(screens.filter({ hasText: said })).toHaveCount(1);
  await page.keyboard.press('Control+Shift+K');
  const difference = page.getByRole('region', { name: 'Which machine differs' });
  await expect(difference).toContainText('on machine 1');
  await page.getByRole('button', { name: 'Close the comparison' }).click();
  await page.keyboard.press('Control+Shift+M');
  await expect(screens).toHaveCount(1);

  // A step that passed is run again as the build ran it; then the machine is held against its build.
  await page.getByRole('button', { name: 'All steps…' }).click();
  await page.getByRole('button', { name: 'Run as the build: Greet' }).click();
  await expect(screens).toContainText(/hello from \d/);
  await page.getByRole('button', { name: 'Compare environments' }).click();
  const environment = page.getByRole('region', { name: 'Environment' });
  await expect(environment).toContainText('What is likely to matter');

  // What listens on the machine is one click away from here.
  const probe =
    "import http.server as h; s=h.HTTPServer(('127.0.0.1',0),h.SimpleHTTPRequestHandler); print('listens on',s.server_port,flush=True); s.serve_forever()";
  await page
    .getByRole('tab', { name: /Terminal/ })
    .first()
    .click();
  await page.getByRole('textbox', { name: 'Terminal input' }).filter({ visible: true }).first().focus();
  await page.keyboard.type(`python3 -c "${probe}"`);
  await page.keyboard.press('Enter');
  await expect(screens).toContainText(/listens on \d+/);
  const port = /listens on (\d+)/.exec(await screens.innerText())?.[1] ?? '';
  await page.getByRole('button', { name: 'Show ports' }).click();
  await page.getByRole('button', { name: `Forward port ${port}`, exact: true }).click();
  const forwards = page.getByRole('region', { name: 'Ports and forwards' });
  const address = /127\.0\.0\.1:(\d+)/;
  await expect(forwards.getByRole('listitem').filter({ hasText: port })).toContainText(address);
  // However long the list is, the window itself has nothing to scroll.
  expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBe(0);
});
