import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  configText,
  isAlive,
  makeRepository,
  startHost,
  temporaryFolder,
  writeFiles,
  type TestHost,
} from './test-host.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let host: TestHost;
let folder: string;
beforeEach(async () => {
  temporary = temporaryFolder();
  folder = join(temporary.path, 'store front');
  host = await startHost(join(temporary.path, 'data'));
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  temporary[Symbol.dispose]();
});

/** Builds these steps in a fresh repository and waits for the end. */
async function build(steps: Record<string, string>, more: Record<string, unknown> = {}) {
  makeRepository(folder, { 'jumpseat.yml': configText(steps, more) });
  const buildId = await host.run(await host.addProject(folder));
  return { buildId, build: await host.finished(buildId), steps: await host.steps(buildId) };
}

const pidIn = (log: string): number => Number(/pid (\d+)/.exec(log)?.[1]);

describe('a build', () => {
  it('runs its steps in order and records how each of them ended', async () => {
    const { build: done, steps } = await build({ One: 'echo one', Two: 'echo two; exit 7', Three: 'echo three' });
    expect(done).toMatchObject({ state: 'failed', failingStep: 'Two', number: 1, title: 'First', branch: 'main' });
    expect(done.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(done.finishedAt).toBeGreaterThanOrEqual(done.startedAt ?? Infinity);
    expect(Object.entries(steps).map(([name, { state, exitCode }]) => [name, state, exitCode])).toEqual([
      ['Checkout', 'passed', undefined],
      ['One', 'passed', 0],
      ['Two', 'failed', 7],
      ['Three', 'skipped', undefined],
    ]);
    expect(steps['Two']?.log).toBe('two\n');
  });

  it('fails where the shell of CI fails: at the first failing command, also within a pipe', async () => {
    const { steps } = await build({ Pipe: 'false | cat\necho not reached' });
    expect(steps['Pipe']).toMatchObject({ state: 'failed', exitCode: 1, log: '' });
  });

  it('gives its steps the environment of CI, of jumpseat.yml and of the step, and no input', async () => {
    const { build: done, steps } = await build(
      { Look: 'cat; pwd; env | sort; test ! -t 0; test ! -t 1' },
      { env: { FROM_FILE: 'x y', PORT: 8080 } },
    );
    expect(steps['Look']?.state).toBe('passed');
    const lines = steps['Look']?.log.split('\n') ?? [];
    const clone = lines[0] ?? '';
    expect(clone.endsWith('/0/store-front')).toBe(true);
    for (const line of [
      'CI=true',
      'JUMPSEAT=true',
      `JUMPSEAT_BUILD_DIR=${clone}`,
      'JUMPSEAT_BUILD_NUMBER=1',
      `JUMPSEAT_COMMIT=${done.commit}`,
      'JUMPSEAT_BRANCH=main',
      'JUMPSEAT_MACHINE_INDEX=0',
      'JUMPSEAT_MACHINE_COUNT=1',
      'FROM_FILE=x y',
      'PORT=8080',
    ])
      expect(lines).toContain(line);
    expect(lines.filter((line) => /^(ELECTRON|VITEST|NODE_OPTIONS|npm_)/.test(line))).toEqual([]);
  });

  it('keeps escape sequences, and the order of output and errors', async () => {
    const { steps } = await build({
      Mixed: "for i in 1 2 3; do printf '\\033[32mout %s\\033[0m\\n' $i; echo err $i >&2; done",
    });
    const expected = [1, 2, 3].map((at) => `\u001b[32mout ${at}\u001b[0m\nerr ${at}\n`).join('');
    expect(steps['Mixed']?.log).toBe(expected);
  });

  it('heeds the conditions of its steps', async () => {
    makeRepository(folder, {
      'jumpseat.yml': JSON.stringify({
        steps: [
          { name: 'Only after failure, early', run: 'true', if: 'failure' },
          { name: 'Broken', run: 'false' },
          { name: 'Usual', run: 'true' },
          { name: 'After failure', run: 'true', if: 'failure' },
          { name: 'Always', run: 'true', if: 'always' },
        ],
      }),
    });
    const buildId = await host.run(await host.addProject(folder));
    expect((await host.finished(buildId)).failingStep).toBe('Broken');
    const steps = await host.steps(buildId);
    expect(Object.values(steps).map(({ state }) => state)).toEqual([
      'passed',
      'skipped',
      'failed',
      'skipped',
      'passed',
      'passed',
    ]);
  });

  it('runs on several machines at once, each in a folder of its own', async () => {
    // Each waits for the other: only machines that run side by side get through.
    const meet = `touch "$MEETING/$JUMPSEAT_MACHINE_INDEX"
      while [ "$(ls "$MEETING" | wc -l)" -lt "$JUMPSEAT_MACHINE_COUNT" ]; do sleep 0.05; done
      pwd > where; cat where`;
    writeFiles(temporary.path, { 'meeting/.keep': '' });
    const env = { MEETING: join(temporary.path, 'meeting') };
    const { build: done, steps } = await build({ Meet: meet }, { machines: 3, env, timeout: 20 });
    expect(done).toMatchObject({ state: 'passed', machine: { count: 3 } });
    const folders = ['Meet', 'Meet 1', 'Meet 2'].map((name) => steps[name]?.log.trim());
    expect(new Set(folders).size).toBe(3);
  });

  it('keeps the artifacts that its patterns name, and nothing from outside', async () => {
    const make = `mkdir -p dist/deep node_modules/dist; echo a > dist/a.txt; echo b > dist/deep/b.bin
      echo c > c.log; ln -s /etc/passwd dist/link; ln -s /etc dist/etc; mkfifo dist/pipe; echo x > node_modules/dist/no.txt`;
    const { buildId, steps } = await build({ Make: make }, { artifacts: ['dist', '*.log', 'missing/**'] });
    expect(steps['Artifacts']?.state).toBe('passed');
    expect(steps['Artifacts']?.log).toContain('dist/deep/b.bin');
    const kept = join(temporary.path, 'data', 'artifacts', buildId, '0');
    const names = readdirSync(kept, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name);
    expect(names.toSorted()).toEqual(['a.txt', 'b.bin', 'c.log']);
    expect(readFileSync(join(kept, 'dist', 'deep', 'b.bin'), 'utf8')).toBe('b\n');
  });

  it('leaves no workspace and no process behind, not even a daemon that left its group', async () => {
    const daemon = `setsid sh -c 'echo "pid $$"; touch up; exec sleep 1000' &
      while [ ! -e up ]; do sleep 0.05; done; nohup sleep 1000 & echo started`;
    const { steps } = await build({ Daemon: daemon });
    expect(steps['Daemon']?.state).toBe('passed');
    const pid = pidIn(steps['Daemon']?.log ?? '');
    expect(pid).toBeGreaterThan(1);
    await host[Symbol.asyncDispose]();
    expect(isAlive(pid)).toBe(false);
    expect(readdirSync(join(temporary.path, 'data', 'workspaces'))).toEqual([]);
  });

  it('keeps a server running for the steps after the one that started it', async () => {
    const { build: done } = await build(
      {
        Start: '(while [ ! -e stop ]; do sleep 0.05; done; echo served > answer) & echo begun',
        Use: 'touch stop; while [ ! -e answer ]; do sleep 0.05; done; cat answer',
      },
      { timeout: 20 },
    );
    expect(done.state).toBe('passed');
  });

  it('ends well whatever its steps remove: the project’s folder, or the one it runs in', async () => {
    const gone = await build({ Remove: `rm -rf '${folder}'; echo removed` });
    expect(gone.build.state).toBe('passed');
    const repeated = await host.finished(await host.rebuild(gone.buildId));
    expect(repeated.state).toBe('passed');
    const { build: done, steps } = await build({ Remove: 'rm -rf "$JUMPSEAT_BUILD_DIR"', Next: 'echo next' });
    expect(done).toMatchObject({ state: 'failed', failingStep: 'Next' });
    expect(steps['Next']?.log).toMatch(/could not be started: the folder .* is gone/);
  });

  it('caps endless output with a note, and never loses its end', async () => {
    const { buildId, steps } = await build({ Flood: 'seq 1 2000000; echo the end' });
    const log = steps['Flood']?.log ?? '';
    expect(log.startsWith('1\n2\n')).toBe(true);
    expect(log).toContain('2000000\nthe end\n');
    expect(log).toMatch(/Only the first 1 MiB and the last 4 MiB .* about \d+ MiB .* left out/);
    const details = await host.detail(buildId);
    expect(details.steps[1]?.logEnd).toBeGreaterThan(14_000_000);
    expect(log.length).toBeLessThan(5.3 * 1024 * 1024);
  });

  it('reports at most five times a second however much it says', async () => {
    const { buildId } = await build({ Talk: 'for i in $(seq 1 60); do echo $i; sleep 0.02; done' });
    const details = host.events.filter(
      ({ name, payload }) => name === 'detail' && 'buildId' in payload && payload.buildId === buildId,
    );
    const { startedAt = 0, finishedAt = 0 } = await host.build(buildId);
    expect(details.length).toBeLessThanOrEqual(((finishedAt - startedAt) / 1000) * 5 + 4);
    expect(details.length).toBeGreaterThan(3);
  });

  it('numbers builds within the project and remembers everything after a restart', async () => {
    const { buildId, steps } = await build({ Say: 'echo remembered' });
    await host[Symbol.asyncDispose]();
    host = await startHost(join(temporary.path, 'data'));
    expect((await host.build(buildId)).state).toBe('passed');
    expect(await host.steps(buildId)).toEqual(steps);
    const again = await host.rebuild(buildId);
    expect(await host.finished(again)).toMatchObject({ number: 2, rebuildOf: buildId, state: 'passed' });
  });
});

describe('a build that is ended', () => {
  const stubborn = `trap '' TERM
    sh -c 'trap "" TERM; echo "pid $$"; while :; do sleep 0.1; done' & wait`;

  it('by hand takes its whole process group with it, also those who do not listen', async () => {
    makeRepository(folder, { 'jumpseat.yml': configText({ Hang: stubborn, Next: 'true' }) });
    const buildId = await host.run(await host.addProject(folder));
    const hang = await host.said(buildId, 'Hang', 'pid ');
    const pid = pidIn(await host.logOf(buildId, hang.id));
    expect(isAlive(pid)).toBe(true);
    await host.handlers['builds.cancel']({ buildId }, []);
    expect(isAlive(pid)).toBe(false);
    expect(await host.build(buildId)).toMatchObject({ state: 'cancelled' });
    const steps = await host.steps(buildId);
    expect(steps['Hang']).toMatchObject({
      state: 'cancelled',
      log: expect.stringContaining('This step was cancelled'),
    });
    expect(steps['Next']?.state).toBe('skipped');
  });

  it('while it waits in the queue never runs', async () => {
    makeRepository(folder, { 'jumpseat.yml': configText({ Hang: 'sleep 1000' }) });
    const projectId = await host.addProject(folder);
    const ids = [await host.run(projectId), await host.run(projectId), await host.run(projectId)];
    const last = ids[2] ?? '';
    await host.handlers['builds.cancel']({ buildId: last }, []);
    expect(await host.build(last)).toMatchObject({ state: 'cancelled', startedAt: undefined });
    for (const buildId of ids) await host.handlers['builds.cancel']({ buildId }, []);
  });

  it('by the time limit of a step fails there, says so, and goes on with what always runs', async () => {
    makeRepository(folder, {
      'jumpseat.yml': JSON.stringify({
        steps: [
          { name: 'Slow', run: 'echo begun; sleep 1000', timeout: '30m' },
          { name: 'Clean', run: 'echo cleaned', if: 'always' },
        ],
      }),
    });
    const buildId = await host.run(await host.addProject(folder));
    await host.said(buildId, 'Slow', 'begun');
    host.clock.push(30 * 60_000);
    expect(await host.finished(buildId)).toMatchObject({ state: 'failed', failingStep: 'Slow' });
    const steps = await host.steps(buildId);
    expect(steps['Slow']?.log).toContain('given 30 min');
    expect(steps['Clean']?.state).toBe('passed');
  });

  it('by the time limit of the build fails and stops', async () => {
    makeRepository(folder, {
      'jumpseat.yml': configText({ Slow: 'echo begun; sleep 1000', Next: 'true' }, { timeout: '2h' }),
    });
    const buildId = await host.run(await host.addProject(folder));
    await host.said(buildId, 'Slow', 'begun');
    host.clock.push(2 * 3_600_000);
    expect(await host.finished(buildId)).toMatchObject({ state: 'failed', failingStep: 'Slow' });
    expect((await host.steps(buildId))['Slow']?.log).toContain('The build was given 2 h');
  });

  it('because the app closes is interrupted, and says so after the next start', async () => {
    makeRepository(folder, { 'jumpseat.yml': configText({ Hang: stubborn }) });
    const buildId = await host.run(await host.addProject(folder));
    const hang = await host.said(buildId, 'Hang', 'pid ');
    const pid = pidIn(await host.logOf(buildId, hang.id));
    await host[Symbol.asyncDispose]();
    expect(isAlive(pid)).toBe(false);
    host = await startHost(join(temporary.path, 'data'));
    expect((await host.build(buildId)).state).toBe('interrupted');
    expect((await host.detail(buildId)).message).toContain('closed');
  });
});

it('forgets a removed project with its builds, and leaves its folder alone', async () => {
  const { buildId } = await build({ Say: 'echo hello > made.txt' }, { artifacts: ['made.txt'] });
  const { projectId } = await host.build(buildId);
  expect(await host.handlers['projects.remove']({ projectId }, [])).toEqual({ ok: true, value: undefined });
  expect(await host.handlers['builds.list'](undefined, [])).toEqual({ ok: true, value: [] });
  expect(existsSync(join(folder, 'jumpseat.yml'))).toBe(true);
  for (const name of ['sources', 'artifacts']) expect(readdirSync(join(temporary.path, 'data', name))).toEqual([]);
  expect(statSync(join(temporary.path, 'data', 'builds.sqlite')).isFile()).toBe(true);
});
