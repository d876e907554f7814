import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf } from './leftovers.ts';
import { expect, makeHome, test } from './launch.ts';
import type { Home } from './launch.ts';
import { builds } from './pages.ts';

/** Half of them in each of two homes, at the same time: what a start leaves behind shows in either. */
const STARTS = 50;

async function startAgainAndAgain(home: Home, starts: number): Promise<void> {
  for (let start = 1; start <= starts; start += 1) {
    const jumpseat = await home.start();
    await builds(jumpseat.page).row('#3').waitFor();
    await jumpseat.quit();
  }
}

test(`${STARTS} starts in a row leave no process, port or folder behind`, async () => {
  test.skip(process.platform !== 'linux', 'what is left over is read from /proc, which only Linux has');
  test.setTimeout(1_200_000);
  await using one = makeHome();
  await using other = makeHome();
  const homes = [one, other];
  await Promise.all(homes.map((home) => startAgainAndAgain(home, STARTS / homes.length)));
  for (const { dataFolder, temporaryFolder } of homes) {
    // A process that is gone has no port either.
    await expect.poll(() => processesOf(dataFolder)).toEqual([]);
    // Playwright keeps Chromium out of /dev/shm, so its shared memory passes through the same place as single files.
    const folders = readdirSync(temporaryFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name)).toEqual([]);
    expect(readdirSync(join(dataFolder, 'build-host', 'workspaces'))).toEqual([]);
  }
});
