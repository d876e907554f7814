import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch.ts';
import { processesOf } from './leftovers.ts';
import { builds, makeReadable, session } from './pages.ts';

test('a killed connection process ends no session: the app lives on and connects again', async ({ jumpseat }) => {
  const { app, page } = jumpseat;
  await makeReadable(page);
  await builds(page).select('#3');
  await builds(page).rebuildWithAccess();
  const work = session(page);
  await work.shows('ferry-times#');
  await work.run('echo kept > kept.txt');

  const killed = await app.evaluate(({ app: electron }) => {
    const connection = electron.getAppMetrics().find(({ name }) => name?.startsWith('Jumpseat Connection'));
    if (connection !== undefined) process.kill(connection.pid, 'SIGKILL');
    return connection !== undefined;
  });
  expect(killed).toBe(true);
  await page.getByRole('button', { name: 'Reconnect' }).click();
  await expect(page.getByRole('tab', { name: 'Terminal 2' })).toBeVisible();
  await page.getByRole('tab', { name: 'Terminal 2' }).click();
  await work.shows('ferry-times#');
  await work.run('cat kept.txt');
});

test('an app killed during a build shows it as interrupted, and leaves nothing of it running', async ({ home }) => {
  const folder = join(home.dataFolder, '..', 'endless');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'jumpseat.yml'),
    'name: endless\nsteps:\n  - name: Wait\n    run: echo waiting; sleep 4242\n',
  );
  const first = await home.start();
  await first.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, folder);
  await first.page.getByRole('button', { name: 'Add project' }).click();
  await builds(first.page).openProject('endless');
  await first.page.getByRole('button', { name: 'Run build' }).click();
  await builds(first.page).select('#1');
  await expect(builds(first.page).pane).toContainText('waiting');
  const gone = new Promise((resolve) => first.app.process().once('exit', resolve));
  first.app.process().kill('SIGKILL');
  await gone;

  const second = await home.start();
  await builds(second.page).openProject('endless');
  await expect(builds(second.page).row('#1')).toContainText('Interrupted');
  await builds(second.page).select('#1');
  await expect(builds(second.page).pane).toContainText('waiting');
  if (process.platform === 'linux') {
    await expect.poll(() => processesOf(join(home.dataFolder, 'build-host', 'workspaces'))).toEqual([]);
  }
});

test('a reloaded window comes back to the same session, terminal, text and menu', async ({
  jumpseat: { app, page },
}) => {
  await makeReadable(page);
  await builds(page).select('#3');
  await builds(page).rebuildWithAccess();
  const work = session(page);
  await work.shows('ferry-times#');
  await work.type('marker=$((6 * 7)); echo "before $marker"');
  await work.shows('before 42');
  // A screen had the menu's keys.
  await app.evaluate(({ BrowserWindow }) => {
    const [contents] = BrowserWindow.getAllWindows().map(({ webContents }) => webContents);
    if (contents === undefined) throw new Error('There is no window.');
    contents.setIgnoreMenuShortcuts = (isIgnored) => Object.assign(globalThis, { isMenuIgnored: isIgnored });
  });
  await page.evaluate(() => window.jumpseat.call('screens.grabKeys', { isOn: true }));
  const isMenuIgnored = () => app.evaluate(() => Reflect.get(globalThis, 'isMenuIgnored') as unknown);
  expect(await isMenuIgnored()).toBe(true);
  await page.reload();
  expect(await isMenuIgnored()).toBe(false);
  await work.shows('before 42');
  await work.type('echo "after $marker"');
  await work.shows('after 42');
  await expect(page.getByRole('tab', { name: /Terminal/ })).toHaveCount(1);

  // What is said at the end stands below what was there, not over it.
  await work.type('exit');
  await work.shows('Enter opens a new terminal');
  await work.shows('marker=$((6 * 7))');
  await work.shows('after 42');
});
