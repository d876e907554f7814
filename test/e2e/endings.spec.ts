import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './launch.ts';
import { builds, ENDING_MS, makeReadable, session } from './pages.ts';

test('the work comes home with the end of a session, goes into a clone, and is found again after a restart', async ({
  home,
}) => {
  const first = await home.start();
  const { page } = first;
  const clone = join(home.dataFolder, 'build-host', 'projects', 'ferry-times');
  await makeReadable(page);
  await expect(builds(page).row('#3')).toContainText('Failed');
  await builds(page).select('#3');
  await builds(page).rebuildWithAccess();
  const work = session(page);
  await work.shows('ferry-times#');
  await work.run('echo committed > made-there.txt && git add made-there.txt');
  await work.run('git -c user.name=Ada -c user.email=ada@example.org commit -qm "Made there"');
  await work.run(`sed -i.bak 's/minutes_per_day=1400/minutes_per_day=1440/' lib/time.sh && rm lib/*.bak`);
  await work.run('mkdir -p notes && printf "found: %s\\n" midnight > notes/found.txt');
  await work.run('echo all written');

  await page.getByRole('button', { name: 'End session' }).first().click();
  await page.getByRole('button', { name: 'Save my work and end' }).click();
  await expect(page.getByText('The session has ended')).toBeVisible({ timeout: ENDING_MS });
  await page.getByRole('button', { name: 'Apply to my clone…' }).click();
  const apply = page.getByRole('main', { name: 'Apply to my clone' });
  await expect(apply).toContainText('lib/time.sh');
  await expect(apply).toContainText('notes/found.txt');
  // Looking has changed nothing.
  expect(readFileSync(join(clone, 'lib', 'time.sh'), 'utf8')).toContain('minutes_per_day=1400');
  expect(existsSync(join(clone, 'notes'))).toBe(false);
  await apply.getByRole('button', { name: 'Apply to this clone' }).click();
  await expect(apply).toContainText('Nothing was committed');
  expect(readFileSync(join(clone, 'lib', 'time.sh'), 'utf8')).toContain('minutes_per_day=1440');
  expect(readFileSync(join(clone, 'notes', 'found.txt'), 'utf8')).toBe('found: midnight\n');
  const refs = execFileSync('git', ['-C', clone, 'log', '--all', '--format=%s'], { encoding: 'utf8' });
  expect(refs).toContain('Made there');

  await page.getByRole('navigation').getByText('History', { exact: true }).click();
  const history = page.getByRole('main', { name: 'History' });
  await history.getByRole('textbox', { name: 'Notes' }).fill('It was midnight all along.');
  // Quitting at once loses nothing of what was typed.
  await first.quit();

  const again = await home.start();
  await makeReadable(again.page);
  await again.page.getByRole('navigation').getByText('History', { exact: true }).click();
  const later = again.page.getByRole('main', { name: 'History' });
  await expect(later.getByRole('textbox', { name: 'Notes' })).toHaveValue('It was midnight all along.');
  await later.getByRole('button', { name: /^Play / }).click();
  const player = again.page.getByRole('main', { name: 'Recording' });
  await player.getByRole('slider', { name: 'Moment of the recording' }).press('End');
  await expect(player.locator('.xterm-accessibility-tree')).toContainText('all written');
});
