import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageScript, run } from '../../../scripts/lib/run.mjs';
import { addTallies, judgeRun, lastLine, tallyPlaywright, tallyVitest } from '../../../scripts/lib/tally.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const environment = { ...process.env, VITEST: undefined, VITEST_POOL_ID: undefined, VITEST_WORKER_ID: undefined };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tally-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs Vitest on a file of its own, as `npm test` does, and returns what comes of it. */
async function runVitestOn(source: string) {
  const work = await mkdtemp(join(folder, 'vitest-'));
  const library = join(root, 'node_modules', 'vitest', 'dist', 'index.js');
  await writeFile(join(work, 'some.test.mjs'), `import { describe, expect, it } from '${library}';\n${source}`);
  const report = join(work, 'report.json');
  const ended = await run(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      `--root=${work}`,
      `--reporter=${join(root, 'scripts', 'lib', 'vitest-reporter.mjs')}`,
    ],
    { env: { ...environment, JUMPSEAT_TEST_REPORT: report }, quiet: true },
  );
  const text = await readFile(report, 'utf8').catch(() => undefined);
  return judgeRun('Vitest', ended, text === undefined ? undefined : tallyVitest(text));
}

/** Runs Playwright on a file of its own. */
async function runPlaywrightOn(source: string) {
  const work = await mkdtemp(join(root, 'node_modules', '.cache', 'tally-'));
  try {
    await writeFile(join(work, 'playwright.config.mjs'), 'export default { workers: 1 };');
    await writeFile(join(work, 'some.spec.mjs'), `import { expect, test } from '@playwright/test';\n${source}`);
    const report = join(work, 'report.json');
    const script = packageScript('@playwright/test', 'playwright');
    const ended = await run('node', [script, 'test', '--reporter=json', `--config=${work}`], {
      env: { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      quiet: true,
    });
    const text = await readFile(report, 'utf8').catch(() => undefined);
    return judgeRun('Playwright', ended, text === undefined ? undefined : tallyPlaywright(text));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A runner has a second of work of its own to do, and as much as a minute on a computer that is busy with others. */
const RUN = { timeout: 180_000 };

describe('adding up Vitest', RUN, () => {
  it('counts passes, failures and skips, and keeps the reasons', async () => {
    const tally = await runVitestOn(`
      it('passes', () => expect(1).toBe(1));
      describe('a group', () => it('fails', () => expect(1).toBe(2)));
      it('is skipped', ({ skip }) => skip('there is no printer'));
      it.skip('is forgotten', () => {});
    `);
    expect(lastLine(tally)).toBe('1 passed, 2 failed, 1 skipped');
    expect(tally.failures).toEqual([
      'some.test.mjs > a group > fails',
      'some.test.mjs > is forgotten (skipped without a reason)',
    ]);
    expect(tally.skips).toEqual([{ name: 'some.test.mjs > is skipped', reason: 'there is no printer' }]);
  });

  it('counts a file that cannot be loaded as a failure', async () => {
    const tally = await runVitestOn(`throw new Error('broken file');`);
    expect(tally.failures).toHaveLength(1);
    expect(tally.failures[0]).toContain('broken file');
  });

  it('counts an error outside any test as a failure', async () => {
    const tally = await runVitestOn(`
      it('passes', async () => { void Promise.reject(new Error('stray')); await new Promise(setImmediate); });
    `);
    expect(tally.failures).toEqual(['unhandled: stray']);
  });
});

describe('adding up Playwright', RUN, () => {
  it('counts passes, failures and skips, and keeps the reasons', async () => {
    const tally = await runPlaywrightOn(`
      test('passes', () => expect(1).toBe(1));
      test.describe('a group', () => test('fails', () => expect(1).toBe(2)));
      test('is skipped', () => test.skip(true, 'there is no printer'));
    `);
    expect(lastLine(tally)).toBe('1 passed, 1 failed, 1 skipped');
    expect(tally.failures).toEqual(['some.spec.mjs > a group > fails']);
    expect(tally.skips).toEqual([{ name: 'some.spec.mjs > is skipped', reason: 'there is no printer' }]);
  });

  it('counts a file that cannot be loaded as a failure', async () => {
    const tally = await runPlaywrightOn(`throw new Error('broken file');`);
    expect(tally.failures.join()).toContain('broken file');
  });
});

describe('judging a run', () => {
  it('takes a runner that left no report for a failure', () => {
    const tally = judgeRun('Vitest', { code: null, signal: 'SIGKILL' }, undefined);
    expect(tally.failures).toEqual(['Vitest ended (SIGKILL) without a report']);
  });

  it('takes a runner that ended badly for a failure though all its tests passed', () => {
    const tally = judgeRun('Vitest', { code: 3, signal: null }, { passed: 5, failures: [], skips: [] });
    expect(lastLine(tally)).toBe('5 passed, 1 failed');
  });

  it('adds runs up', () => {
    const one = { passed: 2, failures: ['a'], skips: [] };
    const two = { passed: 3, failures: [], skips: [{ name: 'b', reason: 'c' }] };
    expect(lastLine(addTallies([one, two]))).toBe('5 passed, 1 failed, 1 skipped');
  });
});
