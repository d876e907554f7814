import { expect, it } from 'vitest';
import { startHarness, valueOf } from './harness.ts';

it('reads the commands of a job from its log, and its variables from the API', async () => {
  await using harness = await startHarness();
  const place = { sessionId: 'any', buildId: harness.build('Tests 2/2').id };
  const { provider } = harness;
  if (provider.replaySteps === undefined || provider.buildEnvironment === undefined) throw new Error('not there');

  const { steps } = valueOf(await provider.replaySteps(place));
  const failed = steps.find(({ state }) => state === 'failed');
  expect(failed?.command).toBeDefined();
  expect(failed?.asBuilt).toContain(failed?.interactive);
  // What the agent does by itself is no command.
  expect(steps[0]).toMatchObject({ name: 'Exporting environment variables' });
  expect(steps[0]?.asBuilt).toBeUndefined();

  const { variables, surroundings, unknowns } = valueOf(await provider.buildEnvironment(place, 0));
  expect(variables['SEMAPHORE_GIT_BRANCH']).toMatch(/\w/);
  expect(surroundings['Image']).toMatch(/\w/);
  expect(unknowns.join(' ')).toContain('image');
});
