import { FAILING_COMMAND, FAILING_OUTPUT } from '../machine/project.ts';
import type { JobPlan, StepPlan, World } from './world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const BASH = '#!/bin/bash -eo pipefail\n';
const GREEN = '\u001B[32m';
const PLAIN = '\u001B[0m';

export const install: StepPlan = {
  name: 'Install dependencies',
  type: 'run',
  command: `${BASH}npm ci`,
  lines: ['added 412 packages in 9s', '61 packages are looking for funding'],
  durationMs: 9_000,
};
export const failingTests: StepPlan = {
  name: 'Run tests',
  type: 'run',
  command: `${BASH}${FAILING_COMMAND}`,
  lines: FAILING_OUTPUT.split('\n'),
  durationMs: 6_000,
  exitCode: 1,
};
export const passingTests: StepPlan = {
  name: 'Run tests',
  type: 'run',
  command: `${BASH}${FAILING_COMMAND}`,
  lines: [`${GREEN}ok   an empty basket costs nothing${PLAIN}`, `${GREEN}ok   tax is added once${PLAIN}`],
  durationMs: 6_000,
};
const lint: StepPlan = {
  name: 'Lint',
  type: 'run',
  command: `${BASH}npm run lint`,
  lines: ['No problems found'],
  durationMs: 4_000,
};
const longBuild: StepPlan = {
  name: 'Build the app',
  type: 'run',
  command: `${BASH}npm run build`,
  lines: Array.from({ length: 240 }, (_, index) => `[${index + 1}/240] compiled src/module-${index + 1}.ts`),
  durationMs: 240_000,
};
const windowsTests: StepPlan = {
  name: 'Run tests',
  type: 'run',
  command: '#!powershell.exe -ExecutionPolicy Bypass\nInvoke-Pester -Output Detailed',
  lines: ['[+] Get-Stock returns the shelf 41ms', '\u001B[31m[-] Get-Stock knows umlauts 12ms\u001B[0m'],
  durationMs: 8_000,
  exitCode: 1,
};

export const testJob: JobPlan = {
  name: 'test',
  executor: 'docker',
  resourceClass: 'medium',
  cpu: 2,
  executions: [[install, failingTests]],
  artifacts: [{ path: 'test-results/junit.xml', content: '<testsuites failures="1"/>\n' }],
};
export const lintJob: JobPlan = {
  name: 'lint',
  executor: 'docker',
  resourceClass: 'small',
  cpu: 1,
  executions: [[install, lint]],
};
/** Two machines, of which the second fails. */
export const parallelJob: JobPlan = {
  name: 'browser-tests',
  executor: 'machine',
  resourceClass: 'large',
  cpu: 4,
  executions: [
    [install, passingTests],
    [install, failingTests],
  ],
};
export const longJob: JobPlan = {
  name: 'bundle',
  executor: 'docker',
  resourceClass: 'large',
  cpu: 4,
  executions: [[install, longBuild]],
};
export const windowsJob: JobPlan = {
  name: 'windows-tests',
  executor: 'windows',
  resourceClass: 'windows.medium',
  cpu: 4,
  executions: [[windowsTests]],
};

/** A few projects and builds: passed and failed ones, one under way, and a project that only the third API shows. */
export function writeScript(world: World, now: number): void {
  const storefront = world.addProject('gh/acme/storefront');
  const warehouse = world.addProject('gh/acme/warehouse', { isSshDisabled: true });
  const tools = world.addProject('gh/acme/desktop-tools');
  const mobile = world.addProject('circleci/9YytKzouJxzu4TjCRFqAoD/44n9wujWcTnVZ2b5S8Fnat', {
    name: 'mobile',
    organisation: 'umbrella',
    isFollowed: false,
  });
  const passing: JobPlan = { ...testJob, executions: [[install, passingTests]] };
  world.addRun(storefront, now, {
    branch: 'main',
    subject: 'Basket keeps its order',
    agoMs: 26 * HOUR_MS,
    login: 'sam',
    jobs: [lintJob, passing],
  });
  world.addRun(warehouse, now, {
    branch: 'stock',
    subject: 'Shelves are counted twice',
    agoMs: 7 * HOUR_MS,
    login: 'kim',
    jobs: [testJob],
  });
  world.addRun(tools, now, {
    branch: 'umlauts',
    subject: 'Names with umlauts',
    agoMs: 5 * HOUR_MS,
    jobs: [windowsJob],
  });
  world.addRun(storefront, now, {
    branch: 'checkout',
    subject: 'Pay by invoice',
    agoMs: 3 * HOUR_MS,
    login: 'sam',
    jobs: [parallelJob],
  });
  world.addRun(mobile, now, { branch: 'main', subject: 'Dark mode', agoMs: 2 * HOUR_MS, jobs: [testJob] });
  world.addRun(storefront, now, {
    branch: 'totals',
    subject: 'Totals are rounded half up',
    agoMs: 20 * MINUTE_MS,
    jobs: [lintJob, testJob],
  });
  world.addRun(storefront, now, {
    branch: 'main',
    subject: 'Smaller bundle',
    agoMs: 20_000,
    login: 'sam',
    jobs: [longJob],
  });
}
