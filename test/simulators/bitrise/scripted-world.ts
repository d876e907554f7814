import { FAILING_COMMAND, FAILING_OUTPUT } from '../machine/project.ts';
import type { StepScript } from '../scripted-builds/timeline.ts';
import type { BitriseWorld, SimulatedWorkflow } from './world.ts';

const MINUTE_MS = 60_000;

const setUp: StepScript[] = [
  { name: 'Activate SSH key (RSA private key)', output: ['Adding the key to the agent'], seconds: 2 },
  {
    name: 'Git Clone Repository',
    output: ['Cloning into /Users/vagrant/git...', 'HEAD is now at 5f2c1e0'],
    seconds: 4,
  },
];
const tests = (isBroken: boolean): StepScript => ({
  name: 'Run the tests of the basket',
  command: FAILING_COMMAND,
  output: isBroken ? FAILING_OUTPUT.split('\n') : FAILING_OUTPUT.split('\n').slice(0, 2),
  seconds: 12,
  outcome: isBroken ? 'failed' : 'success',
});
const deploy: StepScript = {
  name: 'Deploy to Bitrise.io - Build Artifacts',
  output: ['2 files'],
  seconds: 2,
  isAlways: true,
};
const artifacts = { 'storefront.ipa': 'IPA'.repeat(2000), 'test-results.xml': '<testsuites/>\n' };

function workflow(name: string, stack: string, steps: StepScript[]): SimulatedWorkflow {
  const machineType = stack.startsWith('osx') ? 'g2-m1.4core' : 'g2.linux.medium';
  return { name, stack, machineType, steps: [...setUp, ...steps, deploy], artifacts };
}

/** The account as a person finds it: some history, failures of different kinds, and a build that runs. */
export function layOut(world: BitriseWorld, olderBuilds: number): void {
  const release = workflow('release', 'osx-xcode-26.1.x', [tests(false)]);
  const check = workflow('check', 'osx-xcode-26.1.x', [tests(true)]);
  const soak = workflow('soak', 'osx-xcode-26.1.x', [
    {
      name: 'Soak test',
      output: Array.from({ length: 300 }, (_, index) => `round ${index + 1}: 200 baskets added up`),
      seconds: 40 * 60,
    },
  ]);
  const ios = world.app('storefront-ios', [check, release, soak]);
  const primary = workflow('primary', 'linux-docker-android-22.04', [tests(true)]);
  const android = world.app('storefront-android', [primary]);
  const now = world.clock.now();
  const messages = ['Basket totals in one place', 'Rename price to cents', 'Faster receipts', 'Show the tax rate'];
  const people = ['manual-robin', 'webhook-github/kim', 'webhook-github/sascha'];
  for (let index = olderBuilds; index > 0; index -= 1) {
    world.start({
      app: ios,
      workflow: release,
      branch: 'main',
      message: messages[index % messages.length] ?? '',
      triggeredBy: people[index % people.length] ?? '',
      at: now - (120 + index * 25) * MINUTE_MS,
    });
  }
  const failing = { branch: 'tax-rounding', message: 'Totals are rounded half up\n\nThe tax office insists.' };
  world.start({
    ...failing,
    app: android,
    workflow: primary,
    triggeredBy: 'webhook-github/kim',
    at: now - 60 * MINUTE_MS,
  });
  world.start({
    app: android,
    workflow: primary,
    branch: 'old',
    message: 'Too old to be rebuilt',
    triggeredBy: 'manual-sascha',
    isRebuildable: false,
    at: now - 90 * MINUTE_MS,
  });
  world.start({ ...failing, app: ios, workflow: check, at: now - 20 * MINUTE_MS });
  world.start({
    app: ios,
    workflow: soak,
    branch: 'main',
    message: 'Soak test for the basket',
    triggeredBy: 'webhook-github/kim',
    at: now - 2 * MINUTE_MS,
  });
}
