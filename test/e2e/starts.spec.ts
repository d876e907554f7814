import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf } from './leftovers.ts';
import { expect, test } from './launch.ts';
import { builds } from './pages.ts';

const STARTS = 50;

test(`${STARTS} starts in a row leave no process, port or folder behind`, async ({ home }) => {
  test.skip(process.platform !== 'linux', 'what is left over is read from /proc, which only Linux has');
  test.setTimeout(600_000);
  const first = await home.start();
  await builds(first.page).row('#3').waitFor();
  await first.quit();
  const workspaces = () => readdirSync(join(home.dataFolder, 'build-host', 'workspaces'));
  for (let start = 2; start <= STARTS; start += 1) {
    const jumpseat = await home.start();
    await builds(jumpseat.page).row('#3').waitFor();
    await jumpseat.quit();
  }
  // A process that is gone has no port either.
  await expect.poll(() => processesOf(home.dataFolder)).toEqual([]);
  // Playwright keeps Chromium out of /dev/shm, so its shared memory passes through the same place as single files.
  const folders = readdirSync(home.temporaryFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name)).toEqual([]);
  expect(workspaces()).toEqual([]);
});
