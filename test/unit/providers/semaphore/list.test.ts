import { describe, expect, it } from 'vitest';
import { buildSchema, type Build } from '../../../../main/contract/build.ts';
import { projectSchema } from '../../../../main/contract/project.ts';
import { FAILING_COMMAND } from '../../../simulators/machine/project.ts';
import { startHarness, valueOf } from './harness.ts';

const MINUTE_MS = 60_000;

describe('the list of jobs', () => {
  it('shows a failed job with its commit, project, branch, author and failing step', async () => {
    await using harness = await startHarness();
    const build = harness.build('Tests 2/2');
    expect(build).toMatchObject({
      title: 'Tests 2/2 · Totals are rounded half up',
      projectName: 'storefront',
      branch: 'tax-rounding',
      author: 'robin',
      state: 'failed',
      failingStep: FAILING_COMMAND,
      hasAccess: false,
      machine: { os: 'linux', label: 'Ubuntu 24.04 · f1-standard-2', count: 1 },
    });
    expect(build.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(build.webUrl).toBe(`${harness.simulator.origin}/jobs/${build.id.split(':')[1]}`);
    expect(build.finishedAt).toBeGreaterThan(build.startedAt ?? Infinity);
    for (const one of harness.builds.values()) expect(buildSchema.parse(one)).toEqual(one);
    for (const one of harness.projects.values()) expect(projectSchema.parse(one)).toEqual(one);
    expect([...harness.projects.values()].map(({ name }) => name).toSorted()).toEqual([
      'ios-app',
      'ledger',
      'storefront',
    ]);
  });

  it('needs one request for the jobs, one for the projects, and one for each commit among the newest', async () => {
    await using harness = await startHarness();
    const paths = harness.simulator.server.exchanges.map(({ path }) => path);
    const routes = harness.simulator.server.exchanges.map(({ route }) => route?.split('/').slice(3).join('/'));
    const count = (route: string): number => routes.filter((one) => one === route).length;
    expect(count('jobs')).toBe(1);
    expect(count('projects')).toBe(1);
    expect(count('pipelines/:id')).toBe(10);
    expect(paths.filter((path) => path.startsWith('/api/v1alpha/logs/')).length).toBe(5);
    for (const { query, path, headers } of harness.simulator.server.exchanges) {
      expect(headers['user-agent']).toBe('Jumpseat/test');
      expect(headers.authorization).toMatch(/^Token /);
      if (!path.endsWith('/jobs')) continue;
      expect(query.getAll('states')).toEqual(['PENDING', 'QUEUED', 'RUNNING', 'FINISHED']);
      expect(Number(query.get('page_size'))).toBeLessThanOrEqual(30);
    }
  });

  it('asks for a commit message only once', async () => {
    await using harness = await startHarness();
    const at = harness.clock.now();
    await harness.until(() => harness.clock.now() > at + 10 * MINUTE_MS, 10_000);
    const asked = harness.simulator.server.exchanges.filter(({ route }) => route?.endsWith('/pipelines/:id') === true);
    expect(new Set(asked.map(({ path }) => path)).size).toBe(asked.length);
  });

  it('says nothing that has been said', async () => {
    await using harness = await startHarness({ isEmpty: true });
    await harness.simulator.push({
      project: 'quiet',
      branch: 'main',
      message: 'Nothing much',
      author: 'kim',
      blocks: [{ name: 'One', jobs: [{ name: 'One', commands: [] }] }],
    });
    const isTold = ({ state, title, projectName }: Build): boolean =>
      state === 'passed' && title.includes('·') && projectName === 'quiet';
    await harness.until(() => [...harness.builds.values()].some(isTold));
    const before = harness.changes.filter(({ kind }) => kind === 'build').length;
    const asked = harness.simulator.server.exchanges.length;
    await harness.until(() => harness.simulator.server.exchanges.length > asked + 2, 10_000);
    expect(harness.changes.filter(({ kind }) => kind === 'build').length).toBe(before);
  });

  it('gives older jobs page by page until there are no more', async () => {
    await using harness = await startHarness({ olderPushes: 30 });
    expect(harness.builds.size).toBe(30);
    expect(harness.account().hasMoreBuilds).toBe(true);
    for (let page = 0; page < 10 && harness.account().hasMoreBuilds === true; page += 1) {
      valueOf((await harness.provider.loadMore?.()) ?? { ok: true, value: undefined });
    }
    expect(harness.account().hasMoreBuilds).toBe(false);
    expect(harness.builds.size).toBe(harness.simulator.world.visibleJobs().length);
    await harness.settle();
  });

  it('follows a push from the queue to its failure, every ten seconds while it runs', async () => {
    await using harness = await startHarness({ isEmpty: true });
    await harness.simulator.push({
      project: 'storefront',
      branch: 'main',
      message: 'Break it',
      author: 'kim',
      blocks: [
        { name: 'Check', jobs: [{ name: 'Lint', commands: [{ directive: 'sh lint.sh', seconds: 30 }] }] },
        { name: 'Tests', jobs: [{ name: 'Test', commands: [{ directive: 'sh test.sh', seconds: 30, exitCode: 2 }] }] },
      ],
    });
    await harness.clock.advance(500);
    valueOf(await harness.provider.refresh());
    expect(harness.build('Lint').state).toBe('queued');
    await harness.until(() => harness.build('Lint').state === 'running');
    const asked = harness.simulator.server.exchanges.length;
    const at = harness.clock.now();
    await harness.until(() => harness.build('Lint').state === 'passed');
    const pauses = (harness.clock.now() - at) / Math.max(1, harness.simulator.server.exchanges.length - asked);
    expect(pauses).toBeGreaterThan(4_000);
    await harness.until(() => harness.builds.size === 2 && harness.build('Test').state === 'failed');
    await harness.until(() => harness.build('Test').failingStep === 'sh test.sh');
    expect(harness.projects.size).toBe(1);
  });

  it('closes the gap after a long silence', async () => {
    await using harness = await startHarness({ isEmpty: true });
    for (let index = 0; index < 70; index += 1) {
      await harness.simulator.push({
        project: 'busy',
        branch: 'main',
        message: `Push ${index}`,
        author: 'kim',
        blocks: [{ name: 'One', jobs: [{ name: `Job ${index}`, commands: [] }] }],
      });
    }
    valueOf(await harness.provider.refresh());
    expect(harness.builds.size).toBe(70);
    await harness.settle();
  });

  it('takes a job off the list that the service has forgotten', async () => {
    await using harness = await startHarness({ isEmpty: true });
    await harness.simulator.push({
      project: 'p',
      branch: 'main',
      message: 'm',
      author: 'a',
      blocks: [{ name: 'b', jobs: [{ name: 'Long', commands: [{ directive: 'sleep', seconds: 600 }] }] }],
    });
    await harness.clock.advance(500);
    valueOf(await harness.provider.refresh());
    await harness.until(() => harness.build('Long').state === 'running');
    harness.simulator.world.jobs.length = 0;
    await harness.until(() => harness.builds.size === 0);
    expect(harness.changes.findLast(({ kind }) => kind === 'build')).toMatchObject({ build: null });
  });

  it('keeps moments right when the clock of the service is wrong', async () => {
    await using harness = await startHarness({ serverAheadMs: 3_600_000 });
    valueOf(await harness.provider.refresh());
    const running = harness.build('Soak test');
    // It began two minutes ago, whatever the service's clock says.
    expect(harness.clock.now() - (running.startedAt ?? 0)).toBeGreaterThan(0);
    expect(harness.clock.now() - (running.startedAt ?? 0)).toBeLessThan(3 * MINUTE_MS);
  });
});
