import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from './launch.ts';
import { processesOf } from './leftovers.ts';
import { builds, ENDING_MS, makeReadable, session } from './pages.ts';

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

test('from the first start to a mended build', async ({ home, jumpseat: { page } }) => {
  await makeReadable(page);
  const list = builds(page);
  const work = session(page);
  const sampleFolder = join(home.dataFolder, 'build-host', 'projects', 'ferry-times');

  // The sample's builds were really run: two passed, the last one failed in its tests.
  await expect(list.row('#1')).toContainText('Passed');
  await expect(list.row('#2')).toContainText('Passed');
  await expect(list.row('#3')).toContainText('Failed');
  await expect(list.row('#3')).toContainText('Test');
  await list.select('#3');
  await expect(list.pane).toContainText('counts a wait over midnight');

  await list.rebuildWithAccess();
  await work.shows('ferry-times#');
  const address = await page
    .getByText(/@127\.0\.0\.1:\d+/)
    .first()
    .innerText();
  const port = Number(/:(\d+)$/.exec(address)?.[1]);
  expect(await answers(port)).toBe(true);

  // The step fails here as it failed in the build, and passes once the mistake is mended.
  await work.runItHere.click();
  await work.shows('1 failed');
  await work.type('tty && git status --short && echo "in $JUMPSEAT_BUILD_DIR"');
  await work.shows(/in .*ferry-times/);
  await work.run(`sed -i.bak 's/minutes_per_day=1400/minutes_per_day=1440/' lib/time.sh`);
  await work.runItHere.click();
  await work.shows(/Tests: \d+ passed/);
  await work.run('git diff | git -C "$(git remote get-url origin)" apply');
  expect(readFileSync(join(sampleFolder, 'lib', 'time.sh'), 'utf8')).toContain('minutes_per_day=1440');

  // Ending the session leaves nothing of the machine.
  await work.endWithoutSaving();
  await expect(page.getByText('The session has ended')).toBeVisible({ timeout: ENDING_MS });
  expect(await answers(port)).toBe(false);
  const workspaces = join(home.dataFolder, 'build-host', 'workspaces');
  await expect.poll(() => readdirSync(workspaces)).toEqual([]);
  if (existsSync('/proc')) {
    await expect.poll(() => processesOf(workspaces)).toEqual([]);
  }

  await list.openProject('ferry-times');
  await page.getByRole('button', { name: 'More for ferry-times' }).click();
  await page.getByRole('menuitem', { name: 'Run build with uncommitted changes' }).click();
  await expect(list.row('#5')).toContainText('Passed');
});
