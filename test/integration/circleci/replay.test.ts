import { expect, test } from 'vitest';
import { FAILING_COMMAND } from '../../simulators/machine/project.ts';
import { TestAccount } from './account.ts';

test('the steps of a job and what it ran in are read from its details and its log', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const { id: buildId } = account.build((row) => row.title.startsWith('test · Totals') && row.state === 'failed');
  const place = { sessionId: 'any', buildId };

  const replay = await account.provider.replaySteps?.(place);
  if (replay?.ok !== true) throw new Error(replay?.problem.message ?? 'not there');
  const failed = replay.value.steps.find(({ state }) => state === 'failed');
  expect(failed).toMatchObject({
    name: 'Run tests',
    machine: 0,
    command: FAILING_COMMAND,
    interactive: FAILING_COMMAND,
  });
  expect(failed?.asBuilt).toMatch(/^cd ~\/project 2>\/dev\/null; BASH_ENV=.* \/bin\/bash -eo pipefail -c /);
  const own = replay.value.steps.find(({ name }) => name === 'Spin up environment');
  expect(own).toMatchObject({ position: 0, state: 'passed' });
  expect(own?.asBuilt).toBeUndefined();

  const environment = await account.provider.buildEnvironment?.(place, 0);
  if (environment?.ok !== true) throw new Error(environment?.problem.message ?? 'not there');
  expect(environment.value).toMatchObject({
    variables: { CI: 'true', CIRCLECI: 'true', CIRCLE_WORKING_DIRECTORY: '~/project' },
    hidden: ['DEPLOY_TOKEN'],
    surroundings: {
      'Working folder': '~/project',
      Shell: '/bin/bash -eo pipefail',
      Interactive: 'no',
      Image: expect.stringMatching(/^cimg\/base@sha256:/),
    },
  });
});
