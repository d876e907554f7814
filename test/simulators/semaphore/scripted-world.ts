import { FAILING_COMMAND, FAILING_OUTPUT } from '../machine/project.ts';
import type { BlockScript, CommandScript, JobScript, PushScript } from './scripts.ts';
import type { SemaphoreWorld } from './world.ts';

const MINUTE_MS = 60_000;

const setUp: CommandScript[] = [
  {
    directive: 'checkout',
    output: ["Performing shallow clone with depth: 50\nCloning into 'storefront'...\n", 'HEAD is now at 5f2c1e0\n'],
    seconds: 3,
  },
  { directive: 'cache restore', output: ['Restoring cache: gems-main\n', 'Restored: vendor/bundle/\n'], seconds: 4 },
];

const lint: JobScript = {
  name: 'Lint',
  commands: [...setUp, { directive: 'sh lint.sh', output: ['12 files, no offences\n'], seconds: 6 }],
};

function tests(name: string, isBroken: boolean): JobScript {
  const output = isBroken ? FAILING_OUTPUT : FAILING_OUTPUT.split('\n').slice(0, 2).join('\n');
  const lines = output.split('\n').map((line) => `${line}\n`);
  return {
    name,
    commands: [...setUp, { directive: FAILING_COMMAND, output: lines, seconds: 20, exitCode: isBroken ? 1 : 0 }],
    artifacts: {
      'test-results/junit.xml': '<testsuites/>\n',
      'agent/job_logs.txt': 'checkout\n',
      'summary.json': '{}\n',
    },
  };
}

const soak: JobScript = {
  name: 'Soak test',
  hasMachine: true,
  commands: [
    ...setUp,
    {
      directive: 'sh soak.sh',
      output: Array.from({ length: 360 }, (_, index) => `round ${index + 1}: 200 baskets added up\n`),
      seconds: 1800,
    },
  ],
};

const check: BlockScript = { name: 'Check', jobs: [lint] };
const passing: BlockScript[] = [check, { name: 'Tests', jobs: [tests('Tests 1/2', false), tests('Tests 2/2', false)] }];
const failing: BlockScript[] = [check, { name: 'Tests', jobs: [tests('Tests 1/2', false), tests('Tests 2/2', true)] }];

const signing: JobScript = {
  name: 'Sign the app',
  machineType: 's1-mac-mini',
  commands: [{ directive: 'sh sign.sh', output: ['errSecInternalComponent\n'], seconds: 30, exitCode: 1 }],
};
const release: JobScript = {
  name: 'Release',
  isRestricted: true,
  commands: [{ directive: 'sh release.sh', output: ['denied\n'], exitCode: 1 }],
};
const archive: JobScript = {
  name: 'Archive',
  machineType: 'a2-standard-4',
  osImage: 'macos-xcode26',
  commands: [{ directive: 'xcodebuild archive', output: ['** ARCHIVE FAILED **\n'], seconds: 90, exitCode: 65 }],
};
const inContainer: JobScript = {
  name: 'Migrations',
  isInContainer: true,
  commands: [...setUp, { directive: 'bin/rails db:migrate', output: ['PG::UndefinedColumn\n'], exitCode: 1 }],
};

const messages = [
  'Basket totals in one place',
  'Rename price to cents',
  'Update dependencies',
  'Faster receipts',
  'Remove the old checkout',
  'Show the tax rate',
];

/** The organisation as a person finds it: some history, a few failures of different kinds, and a job that runs. */
export function layOut(world: SemaphoreWorld, olderPushes: number): void {
  const now = world.clock.now();
  const push = (minutesAgo: number, script: Omit<PushScript, 'at'>): void => {
    world.push({ ...script, at: now - minutesAgo * MINUTE_MS });
  };
  const authors = ['robin', 'kim', 'sascha'];
  for (let index = olderPushes; index > 0; index -= 1) {
    const message = messages[index % messages.length] ?? '';
    const author = authors[index % authors.length] ?? '';
    push(180 + index * 35, { project: 'storefront', branch: 'main', message, author, blocks: passing });
  }
  push(150, {
    project: 'ios-app',
    branch: 'main',
    message: 'New icon',
    author: 'kim',
    blocks: [{ name: 'Build', jobs: [archive] }],
  });
  push(120, {
    project: 'ios-app',
    branch: 'signing',
    message: 'Sign with the new certificate',
    author: 'kim',
    blocks: [{ name: 'Sign', jobs: [signing] }],
  });
  push(100, {
    project: 'storefront',
    branch: 'v2.4',
    message: 'Release 2.4',
    author: 'sascha',
    blocks: [{ name: 'Release', jobs: [release] }],
  });
  push(80, {
    project: 'ledger',
    branch: 'schema',
    message: 'Add the currency column',
    author: 'sascha',
    blocks: [{ name: 'Database', jobs: [inContainer] }],
  });
  push(25, {
    project: 'storefront',
    branch: 'tax-rounding',
    message: 'Totals are rounded half up\n\nThe tax office insists.',
    author: 'robin',
    blocks: failing,
  });
  push(2, {
    project: 'storefront',
    branch: 'main',
    message: 'Soak test for the basket',
    author: 'kim',
    blocks: [{ name: 'Soak', jobs: [soak] }],
  });
}
