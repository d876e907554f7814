import { writeFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cleanEnvironment } from '../../../main/buildhost/environment/base-environment.ts';
import { createOpenSshClient } from '../../fixtures/ssh/client.ts';
import { toolsMissing } from '../../fixtures/ssh/tools.ts';
import { get, startHost, temporaryFolder, type TestHost } from './test-host.ts';

let temporary: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(() => temporary[Symbol.dispose]());

/** The sample's three builds once they are over. */
function firstBuilds(host: TestHost) {
  return host.until(async () => {
    const builds = await get(host.handlers['builds.list'](undefined, []));
    return builds.length === 3 && builds.every(({ finishedAt }) => finishedAt !== undefined) ? builds : undefined;
  });
}

it('is made on first start and really built: two revisions pass, the last one fails its tests', async () => {
  await using host = await startHost(join(temporary.path, 'data'), { withSample: true });
  const builds = await firstBuilds(host);
  expect(
    builds.map(({ number, title, state, failingStep, branch }) => [number, title, state, failingStep, branch]),
  ).toEqual([
    [1, 'Timetable and the next departure', 'passed', undefined, 'main'],
    [2, 'Say how long the wait is', 'passed', undefined, 'main'],
    [3, 'Give the length of a day a name', 'failed', 'Test', 'main'],
  ]);
  const [project] = await get(host.handlers['projects.list'](undefined, []));
  expect(project).toMatchObject({ name: 'ferry-times', isSample: true, isGit: true, config: 'valid' });
  const { log = '' } = (await host.steps(builds[2]?.id ?? ''))['Test'] ?? {};
  expect(log).toContain('\u001b[31m✗ counts a wait over midnight');
  expect(log).toContain('worked out in lib/time.sh');
  expect(log).toMatch(/Tests: .*1 failed.*, 6 passed/);
  expect((await host.steps(builds[1]?.id ?? ''))['Artifacts']?.log).toContain('dist/ferry-times.tar.gz');
});

it('can be mended in the terminal with one line, committed and handed back', async (context) => {
  const missing = toolsMissing('ssh');
  context.skip(missing !== undefined, missing);
  await using host = await startHost(join(temporary.path, 'data'), { withSample: true });
  const builds = await firstBuilds(host);
  const session = await get(host.handlers['sessions.start']({ buildId: builds[2]?.id ?? '' }, []));
  expect(session.failedStep?.replayLine).toBe("run-step 'Test'");
  const [machine] = (await host.session(session.id, 'ready')).machines;
  if (machine === undefined) throw new Error('no machine');
  await using client = await createOpenSshClient(machine);
  expect((await client.ssh(['machine', session.failedStep?.replayLine ?? ''])).code).toBe(1);
  const mended = await client.ssh(['machine', `sed -i.bak s/1400/1440/ lib/time.sh && run-step 'Test'`]);
  expect(mended).toMatchObject({ code: 0 });
  expect(mended.stdout.toString()).toContain('7 passed');
  const pushed = await client.ssh([
    'machine',
    'git commit -qam "A day has 1440 minutes" && git push -q && git log --format=%an -1',
  ]);
  expect(pushed).toMatchObject({ code: 0, stderr: '' });
  expect(pushed.stdout.toString()).toBe('Jumpseat sample\n');
});

it('is made and built without git as well', async () => {
  const tools = join(temporary.path, 'tools');
  mkdirSync(tools);
  const environment = cleanEnvironment(process.env);
  const names = ['sh', 'awk', 'sort', 'tar', 'gzip', 'mkdir', 'cat', 'wc', 'tr', 'head', 'basename', 'dirname', 'date'];
  for (const name of names)
    writeFileSync(join(tools, name), `#!/bin/sh\nPATH='${environment['PATH']}' exec ${name} "$@"\n`, { mode: 0o755 });
  await using host = await startHost(join(temporary.path, 'data'), {
    withSample: true,
    environment: () => Promise.resolve({ ...environment, PATH: tools }),
  });
  const builds = await firstBuilds(host);
  expect(builds.map(({ state, failingStep }) => [state, failingStep])).toEqual([
    ['passed', undefined],
    ['passed', undefined],
    ['failed', 'Test'],
  ]);
});

it('is not made again on the next start, also after it was removed', async () => {
  const dataFolder = join(temporary.path, 'data');
  {
    await using host = await startHost(dataFolder, { withSample: true });
    await firstBuilds(host);
    const [project] = await get(host.handlers['projects.list'](undefined, []));
    expect(await host.handlers['projects.remove']({ projectId: project?.id ?? '' }, [])).toMatchObject({ ok: true });
  }
  await using host = await startHost(dataFolder, { withSample: true });
  expect(await get(host.handlers['projects.list'](undefined, []))).toEqual([]);
});

it('comes back with what was done in its folder when the list of builds was lost', async () => {
  const dataFolder = join(temporary.path, 'data');
  {
    await using host = await startHost(dataFolder, { withSample: true });
    await firstBuilds(host);
  }
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(dataFolder, `builds.sqlite${suffix}`), { force: true });
  await using host = await startHost(dataFolder, { withSample: true });
  const build = await host.until(async () =>
    (await get(host.handlers['builds.list'](undefined, []))).find(({ finishedAt }) => finishedAt !== undefined),
  );
  expect(build).toMatchObject({ title: 'Give the length of a day a name', state: 'failed' });
});

it('that cannot be made stands in the list and says why', async () => {
  const dataFolder = join(temporary.path, 'data');
  mkdirSync(dataFolder);
  writeFileSync(join(dataFolder, 'projects'), 'in the way');
  await using host = await startHost(dataFolder, { withSample: true });
  const project = await host.until(async () => (await get(host.handlers['projects.list'](undefined, [])))[0]);
  expect(project).toMatchObject({
    name: 'ferry-times',
    isSample: true,
    problem: { code: 'storage-failed', message: expect.stringMatching(/could not be made: .*projects/) },
  });
});
