import { FAILING_COMMAND, FAILING_OUTPUT } from '../machine/project.ts';
import type { StepScript } from '../scripted-builds/timeline.ts';
import type { CodemagicWorld, SimulatedWorkflow } from './world.ts';

const MINUTE_MS = 60_000;

const setUp: StepScript[] = [
  { name: 'Preparing build machine', output: ['Build machine: Mac mini M2', 'Build machine is ready'], seconds: 4 },
  { name: 'Fetching app sources', output: ["Cloning into 'clone'...", 'HEAD is now at 5f2c1e0'], seconds: 3 },
];
const publishing: StepScript[] = [
  { name: 'Publishing', output: ['Publishing artifacts'], seconds: 2, isAlways: true },
  { name: 'Cleaning up', seconds: 1, isAlways: true },
];
const build: StepScript = {
  name: 'Build the app',
  command: '#!/bin/sh\nset -e\nflutter packages get\nflutter build ipa --release',
  output: ['Running "flutter pub get" in clone...', 'Building com.example.storefront...', 'Built build/ios/ipa'],
  seconds: 12,
};
const tests = (isBroken: boolean): StepScript => ({
  name: 'Run tests',
  command: FAILING_COMMAND,
  output: isBroken ? FAILING_OUTPUT.split('\n') : FAILING_OUTPUT.split('\n').slice(0, 2),
  seconds: 10,
  outcome: isBroken ? 'failed' : 'success',
});

function workflow(id: string, name: string, instanceType: string, steps: StepScript[]): SimulatedWorkflow {
  return {
    id,
    name,
    source: 'file',
    instanceType,
    steps: [...setUp, ...steps, ...publishing],
    artifacts: { 'storefront.ipa': 'IPA'.repeat(2000), 'build.log': 'done\n' },
  };
}

/** The account as a person finds it: some history, a few failures of different kinds, and a build that runs. */
export function layOut(world: CodemagicWorld, olderBuilds: number): void {
  const acme = world.team('acme');
  const umbrella = world.team('umbrella');
  const own = world.team('Personal Account', true);
  const release = workflow('ios-release', 'iOS release', 'mac_mini_m2', [build, tests(false)]);
  const check = workflow('ios-test', 'iOS tests', 'mac_mini_m2', [tests(true)]);
  const soak = workflow('ios-soak', 'iOS soak test', 'mac_mini_m2', [
    {
      name: 'Soak test',
      command: 'sh soak.sh',
      output: Array.from({ length: 300 }, (_, index) => `round ${index + 1}: 200 baskets added up`),
      seconds: 40 * 60,
    },
  ]);
  const storefront = world.app(acme, 'storefront-ios', [check, release, soak]);
  const android = world.app(acme, 'storefront-android', [
    workflow('android-test', 'Android tests', 'linux_x2', [tests(true)]),
  ]);
  const till = world.app(umbrella, 'till', [workflow('windows-build', 'Windows', 'windows_x2', [tests(true)])]);
  const sandbox = world.app(own, 'sandbox', [
    { ...workflow('60b0b1c2d3e4f56789abcdef', 'Default Workflow', 'mac_mini_m2', [build]), source: 'ui' },
  ]);
  const now = world.clock.now();
  const messages = ['Basket totals in one place', 'Rename price to cents', 'Faster receipts', 'Show the tax rate'];
  const authors = ['Robin', 'Kim', 'Sascha'];
  for (let index = olderBuilds; index > 0; index -= 1) {
    world.start({
      app: storefront,
      workflow: release,
      branch: 'main',
      message: messages[index % messages.length] ?? '',
      author: authors[index % authors.length] ?? '',
      at: now - (120 + index * 25) * MINUTE_MS,
    });
  }
  const failing = {
    branch: 'tax-rounding',
    message: 'Totals are rounded half up\n\nThe tax office insists.',
    author: 'Robin',
  };
  const first = (app: typeof android): SimulatedWorkflow => app.workflows[0] ?? check;
  world.start({
    ...failing,
    app: till,
    workflow: first(till),
    branch: 'printer',
    author: 'Sascha',
    at: now - 90 * MINUTE_MS,
  });
  world.start({ ...failing, app: android, workflow: first(android), author: 'Kim', at: now - 60 * MINUTE_MS });
  world.start({
    app: sandbox,
    workflow: first(sandbox),
    branch: 'main',
    message: 'Try it out',
    at: now - 45 * MINUTE_MS,
  });
  world.start({ ...failing, app: storefront, workflow: check, at: now - 20 * MINUTE_MS });
  world.start({
    app: storefront,
    workflow: soak,
    branch: 'main',
    message: 'Soak test for the basket',
    author: 'Kim',
    hasAccess: true,
    at: now - 2 * MINUTE_MS,
  });
}
