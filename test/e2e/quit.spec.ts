import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Home, type Jumpseat } from './launch.ts';
import { processesOf } from './leftovers.ts';
import { builds, makeReadable, session } from './pages.ts';

test.skip(process.platform !== 'linux', 'Processes are found and signalled through /proc, which Linux alone has.');

/** Opens a session with a program in it that would run for an hour. */
async function openSession({ page }: Jumpseat): Promise<void> {
  await makeReadable(page);
  await builds(page).select('#3');
  await builds(page).rebuildWithAccess();
  const work = session(page);
  await work.shows('ferry-times#');
  await work.run('{ nohup sleep 3600 & }');
}

async function ended({ app }: Jumpseat, act: () => void): Promise<number | null> {
  const exit = new Promise<number | null>((resolve) => app.process().once('exit', resolve));
  act();
  return exit;
}

/** A process that ended by itself in the meantime needs no signal. */
function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function workspacesOf({ dataFolder }: Home): string[] {
  const folder = join(dataFolder, 'build-host', 'workspaces');
  return existsSync(folder) ? readdirSync(folder) : [];
}

test('Ctrl+C, which reaches every process at once, saves the work and ends session, programs and workspace', async ({
  home,
}) => {
  const jumpseat = await home.start();
  await openSession(jumpseat);
  const work = session(jumpseat.page);
  await work.run('echo found it > finding.txt');
  const main = jumpseat.app.process().pid ?? 0;
  const parts = await jumpseat.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
  const code = await ended(jumpseat, () => {
    for (const pid of new Set([...parts, main])) interrupt(pid);
  });
  expect(code).toBe(0);
  expect(workspacesOf(home)).toEqual([]);
  await expect.poll(() => processesOf(home.dataFolder)).toEqual([]);

  const { page } = await home.start();
  await page.getByRole('navigation').getByText('History', { exact: true }).click();
  const history = page.getByRole('main', { name: 'History' });
  await history.getByRole('button', { name: 'Apply to my clone…' }).first().click();
  await expect(page.getByRole('main', { name: 'Apply to my clone' })).toContainText('finding.txt');
});

test('quitting does not wait for a build host that has stopped', async ({ home }) => {
  const jumpseat = await home.start();
  await openSession(jumpseat);
  const host = await jumpseat.app.evaluate(
    ({ app }) => app.getAppMetrics().find(({ name }) => name === 'Jumpseat Build Host')?.pid,
  );
  if (host === undefined) throw new Error('there is no build host');
  process.kill(host, 'SIGSTOP');
  const code = await ended(jumpseat, () => {
    // Twice, as people do who see nothing happen. (A second SIGTERM would end it at once: Chromium catches only one.)
    void jumpseat.app
      .evaluate(({ app }) => {
        app.quit();
        app.quit();
      })
      .catch(() => undefined);
  });
  expect(code).toBe(0);
  // It was ended in order, not given up on at the limit.
  expect(readFileSync(join(home.dataFolder, 'logs', 'jumpseat.log'), 'utf8')).not.toContain('not everything ended');
  // What it could not clear away, the next start does.
  const next = await home.start();
  await expect(builds(next.page).row('#3')).toBeVisible();
  await expect.poll(() => workspacesOf(home)).toEqual([]);
  await next.quit();
  await expect.poll(() => processesOf(home.dataFolder)).toEqual([]);
});
