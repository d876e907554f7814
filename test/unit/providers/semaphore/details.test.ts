import { describe, expect, it } from 'vitest';
import { buildDetailSchema, logPageSchema, type LogPage } from '../../../../main/contract/build.ts';
import { FAILING_COMMAND, FAILING_OUTPUT } from '../../../simulators/machine/project.ts';
import { type Harness, problemOf, startHarness, valueOf } from './harness.ts';

const textOf = ({ chunks }: LogPage): string => chunks.map(({ text }) => text).join('');

async function pushOne(harness: Harness, output: readonly string[], seconds = 40): Promise<string> {
  await harness.simulator.push({
    project: 'storefront',
    branch: 'main',
    message: 'One',
    author: 'kim',
    blocks: [{ name: 'One', jobs: [{ name: 'One', commands: [{ directive: 'sh one.sh', output, seconds }] }] }],
  });
  await harness.clock.advance(500);
  valueOf(await harness.provider.refresh());
  return harness.build('One').id;
}

describe('the steps of a job', () => {
  it('are its commands, up to the one that failed', async () => {
    await using harness = await startHarness();
    const detail = valueOf(await harness.provider.detail(harness.build('Tests 2/2').id));
    expect(buildDetailSchema.parse(detail)).toEqual(detail);
    expect(detail.steps.map(({ name, state, command, exitCode }) => [name, state, command, exitCode])).toEqual([
      ['Exporting environment variables', 'passed', undefined, 0],
      ['checkout', 'passed', 'checkout', 0],
      ['cache restore', 'passed', 'cache restore', 0],
      [FAILING_COMMAND, 'failed', FAILING_COMMAND, 1],
    ]);
    expect(detail).toMatchObject({ access: 'SSH, SFTP', noAccess: undefined });
  });

  it('have their own logs, by byte positions', async () => {
    await using harness = await startHarness();
    const { id } = harness.build('Tests 2/2');
    const step = valueOf(await harness.provider.detail(id)).steps.at(-1);
    const page = valueOf(await harness.provider.readLog(id, step?.id ?? '', { offset: 0 }));
    expect(logPageSchema.parse(page)).toEqual(page);
    expect(textOf(page)).toBe(`${FAILING_OUTPUT}\n`);
    expect(page).toMatchObject({ nextOffset: step?.logEnd, endOffset: step?.logEnd, complete: true, omittedBytes: 0 });
    // The lines came at different seconds.
    expect(new Set(page.chunks.map(({ at }) => at)).size).toBe(3);
    for (const chunk of page.chunks) {
      const rest = valueOf(await harness.provider.readLog(id, step?.id ?? '', { offset: chunk.offset }));
      expect(rest.chunks[0]?.text).toBe(chunk.text);
    }
  });

  it('grow while the job runs', async () => {
    await using harness = await startHarness({ isEmpty: true });
    const id = await pushOne(harness, ['äöü first\n', 'second ✓\n', 'third\n']);
    harness.provider.watch?.([id]);
    await harness.until(() => (harness.details.at(-1)?.steps.at(-1)?.logEnd ?? 0) > 5);
    const step = harness.details.at(-1)?.steps.at(-1);
    expect(step).toMatchObject({ name: 'sh one.sh', state: 'running' });
    const first = valueOf(await harness.provider.readLog(id, step?.id ?? '', { offset: 0 }));
    expect(first).toMatchObject({ complete: false, nextOffset: first.endOffset });
    await harness.until(() => harness.details.at(-1)?.steps.at(-1)?.state === 'passed');
    const rest = valueOf(await harness.provider.readLog(id, step?.id ?? '', { offset: first.nextOffset }));
    expect(textOf(first) + textOf(rest)).toBe('äöü first\nsecond ✓\nthird\n');
    expect(rest.complete).toBe(true);
    // A finished job is not asked for any more.
    await harness.settle();
    const asked = harness.simulator.server.exchanges.filter(({ path }) => path.includes('/logs/')).length;
    const at = harness.clock.now();
    await harness.until(() => harness.clock.now() > at + 60_000, 5000);
    expect(harness.simulator.server.exchanges.filter(({ path }) => path.includes('/logs/')).length).toBe(asked);
  });

  it('give the end of a long log, from the start of a line', async () => {
    await using harness = await startHarness({ isEmpty: true });
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} with an ä in it\n`);
    const id = await pushOne(harness, lines, 10);
    await harness.until(() => harness.build('One').state === 'passed');
    const step = valueOf(await harness.provider.detail(id)).steps.at(-1);
    const tail = valueOf(await harness.provider.readLog(id, step?.id ?? '', { tailBytes: 1000 }));
    expect(textOf(tail)).toMatch(/^line \d+ with an ä in it\n/);
    expect(textOf(tail)).toContain('line 19999 ');
    expect(tail.nextOffset).toBe(step?.logEnd);
    // Page by page it is the whole.
    let text = '';
    for (let offset = 0; offset < (step?.logEnd ?? 0);) {
      const page = valueOf(await harness.provider.readLog(id, step?.id ?? '', { offset }));
      expect(page.nextOffset).toBeGreaterThan(offset);
      text += textOf(page);
      offset = page.nextOffset;
    }
    expect(text).toBe(lines.join(''));
  });

  it('of a waiting job are none, without a request for its log', async () => {
    await using harness = await startHarness({ isEmpty: true });
    const id = await pushOne(harness, []);
    const detail = valueOf(await harness.provider.detail(id));
    expect(detail.steps).toEqual([]);
    expect(harness.simulator.server.exchanges.some(({ path }) => path.includes('/logs/'))).toBe(false);
  });

  it('of a job that never ran are none, and the service says why', async () => {
    await using harness = await startHarness({ isEmpty: true });
    const id = await pushOne(harness, []);
    valueOf(await harness.provider.cancel(id));
    await harness.until(() => harness.build('One').state === 'cancelled');
    // The stop came before its start.
    const job = harness.simulator.world.jobs[0];
    if (job !== undefined) job.startAt = undefined;
    const detail = valueOf(await harness.provider.detail(id));
    expect(detail).toMatchObject({
      steps: [],
      message: 'This job was stopped before it started, so no logs were produced.',
    });
  });

  it('of an agent of one’s own come from another address, without the token', async () => {
    await using harness = await startHarness();
    const detail = valueOf(await harness.provider.detail(harness.build('Sign the app').id));
    expect(detail.steps.at(-1)).toMatchObject({ name: 'sh sign.sh', state: 'failed' });
  });

  it('of a cancelled job say so', async () => {
    await using harness = await startHarness();
    const { id } = harness.build('Soak test');
    valueOf(await harness.provider.cancel(id));
    await harness.until(() => harness.build('Soak test').state === 'cancelled');
    const detail = valueOf(await harness.provider.detail(id));
    expect(detail.steps.at(-1)).toMatchObject({ name: 'sh soak.sh', state: 'cancelled' });
  });

  it('that are not there are said to be gone', async () => {
    await using harness = await startHarness();
    const { id } = harness.build('Tests 2/2');
    expect(problemOf(await harness.provider.readLog(id, 'command-99', {}))).toMatchObject({ code: 'not-found' });
  });

  it('are left out when the log is too long to be read', async () => {
    await using harness = await startHarness();
    harness.simulator.server.fail({ fault: { kind: 'huge', sizeBytes: 50_000_000 }, path: /\/logs\// });
    const detail = valueOf(await harness.provider.detail(harness.build('Archive').id));
    expect(detail.steps).toEqual([]);
    expect(detail.message).toContain('longer than');
  });
});

describe('running a job again', () => {
  it('runs what failed again, and leads to the new job', async () => {
    await using harness = await startHarness();
    const old = harness.build('Tests 2/2');
    const { buildId } = valueOf(await harness.during(harness.provider.rebuild(old.id)));
    expect(buildId).not.toBe(old.id);
    expect(harness.builds.get(buildId)).toMatchObject({
      title: expect.stringContaining('Tests 2/2'),
      commit: old.commit,
    });
    const asked = harness.simulator.server.exchanges.filter(({ method }) => method === 'POST');
    expect(asked.map(({ route }) => route)).toEqual(['/api/v1alpha/pipelines/:id/partial_rebuild']);
    expect(asked[0]?.query.get('request_token')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('runs the whole workflow again for a job that passed', async () => {
    await using harness = await startHarness();
    const old = harness.build('Lint');
    const { buildId } = valueOf(await harness.during(harness.provider.rebuild(old.id)));
    expect(harness.builds.get(buildId)?.title).toContain('Lint');
    expect(harness.simulator.server.exchanges.some(({ path }) => path.endsWith('/reschedule'))).toBe(true);
  });

  it('runs the whole workflow again when the pipeline is not done', async () => {
    await using harness = await startHarness({ isEmpty: true });
    const quick = { name: 'Quick', commands: [{ directive: 'false', exitCode: 1 }] };
    const slow = { name: 'Slow', commands: [{ directive: 'sleep', seconds: 900 }] };
    await harness.simulator.push({
      project: 'p',
      branch: 'main',
      message: 'm',
      author: 'a',
      blocks: [{ name: 'Both', jobs: [quick, slow] }],
    });
    await harness.clock.advance(500);
    valueOf(await harness.provider.refresh());
    await harness.until(() => harness.build('Quick').state === 'failed');
    const old = harness.build('Quick').id;
    const { buildId } = valueOf(await harness.during(harness.provider.rebuild(old)));
    expect(buildId).not.toBe(old);
    expect(harness.simulator.server.exchanges.some(({ path }) => path.endsWith('/reschedule'))).toBe(true);
  });

  it('cannot be done for jobs that keep their workflow to themselves', async () => {
    await using harness = await startHarness();
    const refused = await harness.provider.rebuild(harness.build('Release').id);
    expect(problemOf(refused)).toMatchObject({ code: 'not-supported' });
  });
});

describe('artifacts', () => {
  it('are listed folder by folder, and read without the token', async () => {
    await using harness = await startHarness();
    const { id } = harness.build('Tests 2/2');
    const files = valueOf((await harness.provider.artifacts?.(id)) ?? never());
    expect(files.map(({ id: path, sizeBytes }) => [path, sizeBytes])).toEqual([
      ['summary.json', 3],
      ['test-results/junit.xml', 14],
      ['agent/job_logs.txt', 9],
    ]);
    const read = valueOf((await harness.provider.readArtifact?.(id, 'test-results/junit.xml')) ?? never());
    const chunks: Uint8Array[] = [];
    for await (const chunk of read.body) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('<testsuites/>\n');
    expect(read.sizeBytes).toBe(14);
  });

  it('are none where there are none', async () => {
    await using harness = await startHarness();
    expect(valueOf((await harness.provider.artifacts?.(harness.build('Lint').id)) ?? never())).toEqual([]);
  });

  it.each(['../../etc/passwd', '/etc/passwd', 'a/../../b', 'a\\b', ''])('are not read from %j', async (path) => {
    await using harness = await startHarness();
    const refused = await harness.provider.readArtifact?.(harness.build('Tests 2/2').id, path);
    expect(problemOf(refused ?? never())).toMatchObject({ code: 'bad-request' });
  });

  it('say when the organisation has not switched them on', async () => {
    await using harness = await startHarness();
    harness.simulator.switches.artifactsApi = false;
    const refused = await harness.provider.artifacts?.(harness.build('Tests 2/2').id);
    expect(problemOf(refused ?? never())).toMatchObject({
      code: 'no-right',
      message: expect.stringContaining('artifacts'),
    });
  });
});

function never(): never {
  throw new Error('missing');
}
