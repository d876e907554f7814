// Runs every test and ends with one line that adds them up: N passed, N failed.
//   npm test                       everything
//   npm test -- unit terminal      only the unit tests of files with "terminal" in their path
// The groups are check, unit, integration and e2e.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildIfChanged } from './lib/app-build.mjs';
import { runChecks } from './lib/checks.mjs';
import { runPlaywright } from './lib/playwright.mjs';
import { stopSignal } from './lib/run.mjs';
import { addTallies, emptyTally, judgeRun, lastLine, tallyPlaywright, tallyVitest } from './lib/tally.mjs';
import { maxWorkers, runVitest } from './lib/vitest.mjs';
import { needsVirtualDisplay, startVirtualDisplay } from './lib/virtual-display.mjs';
import { cacheFolder, root } from './setup/paths.mjs';

const groups = ['check', 'unit', 'integration', 'e2e'];
const [group, filter = ''] = process.argv.slice(2);
if (group !== undefined && !groups.includes(group)) {
  console.error(`There is no group of tests named ${group}. The groups are ${groups.join(', ')}.`);
  process.exit(2);
}
const wants = (name) => group === undefined || group === name;

const signal = stopSignal();
mkdirSync(cacheFolder, { recursive: true });
const reports = mkdtempSync(join(cacheFolder, 'reports-'));

function readReport(file, tally) {
  return existsSync(file) ? tally(readFileSync(file, 'utf8')) : undefined;
}

function testFiles(name) {
  const folder = join('test', name);
  return readdirSync(join(root, folder), { recursive: true })
    .map((file) => join(folder, file))
    .filter((file) => /\.test\.tsx?$/.test(file) && file.includes(filter));
}

async function checkGroup() {
  const results = await runChecks(signal);
  return {
    ...emptyTally(),
    passed: results.filter(({ passed }) => passed).length,
    failures: results.filter(({ passed }) => !passed).map(({ name }) => `check: ${name}`),
  };
}

async function vitestGroup(name, env) {
  const files = testFiles(name);
  if (files.length === 0) return emptyTally();
  const report = join(reports, `${name}.json`);
  const reporter = join(root, 'scripts', 'lib', 'vitest-reporter.mjs');
  const ended = await runVitest(
    ['--reporter=default', `--reporter=${reporter}`, `--maxWorkers=${maxWorkers(name)}`, ...files],
    { env: { ...env, JUMPSEAT_TEST_REPORT: report }, signal },
  );
  return judgeRun('Vitest', ended, readReport(report, tallyVitest));
}

/** On displays of our own, where nobody works, two at a time: one waits while the other draws. */
const e2eWorkers = (isVirtual) => (isVirtual ? Math.min(2, availableParallelism()) : 1);

async function e2eGroup(env, isVirtual) {
  const report = join(reports, 'playwright.json');
  const workers = `--workers=${e2eWorkers(isVirtual)}`;
  const ended = await runPlaywright(['--reporter=list,json', workers, ...(filter === '' ? [] : [filter])], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    signal,
  });
  return judgeRun('Playwright', ended, readReport(report, tallyPlaywright));
}

async function runAll() {
  const tallies = [];
  if (wants('check')) tallies.push(await checkGroup());
  if (group === 'check') return tallies;
  if (!(await buildIfChanged({ signal })))
    return [...tallies, { ...emptyTally(), failures: ['the app does not build'] }];
  const display = needsVirtualDisplay() ? await startVirtualDisplay() : undefined;
  try {
    const env = display === undefined ? process.env : { ...process.env, DISPLAY: display.name };
    for (const name of ['unit', 'integration'].filter(wants))
      if (!signal.aborted) tallies.push(await vitestGroup(name, env));
    if (wants('e2e') && !signal.aborted) tallies.push(await e2eGroup(env, display !== undefined));
    return tallies;
  } finally {
    await display?.[Symbol.asyncDispose]();
  }
}

try {
  const tally = addTallies(await runAll());
  if (signal.aborted) tally.failures.push('the run was stopped');
  for (const { name, reason } of tally.skips) console.log(`skipped: ${name}: ${reason}`);
  for (const name of tally.failures) console.log(`failed: ${name}`);
  console.log(lastLine(tally));
  process.exitCode = tally.failures.length > 0 || tally.passed === 0 ? 1 : 0;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
