import { describe, expect, it } from 'vitest';
import { buildDetailSchema, buildSchema } from '../../../../main/contract/build.ts';
import { projectSchema } from '../../../../main/contract/project.ts';
import { readJobLog } from '../../../../main/providers/semaphore/job-log.ts';
import { toFailedStep } from '../../../../main/providers/semaphore/session-machine.ts';
import { jobSchema } from '../../../../main/providers/semaphore/wire-job.ts';
import { logSchema } from '../../../../main/providers/semaphore/wire-log.ts';
import { pipelineSchema } from '../../../../main/providers/semaphore/wire-pipeline.ts';
import { timeOf } from '../../../../main/providers/semaphore/wire-time.ts';
import { SimulatorServer } from '../../../simulators/lib/server.ts';
import { json, text } from '../../../simulators/lib/exchange.ts';
import { problemOf, startHarness, valueOf } from './harness.ts';

const JOBS = '/api/v1alpha/jobs';
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

function job(id: string, change: { metadata?: object; spec?: object; status?: object } = {}): object {
  return {
    metadata: {
      id,
      name: 'One',
      create_time: '1795348000',
      start_time: '1795348003',
      finish_time: '1795348010',
      ...change.metadata,
    },
    spec: { project_id: 'p-1', agent: { machine: { type: 'f1-standard-2', os_image: 'ubuntu2404' } }, ...change.spec },
    status: { state: 'FINISHED', result: 'PASSED', agent: null, ...change.status },
  };
}

describe('hostile replies', () => {
  it.each<[string, Parameters<SimulatorServer['fail']>[0]['fault']]>([
    ['50 MB of JSON', { kind: 'huge', sizeBytes: 50_000_000 }],
    ['HTML', { kind: 'reply', reply: text('<!doctype html><title>Sign in</title>') }],
    [
      'HTML that calls itself JSON',
      { kind: 'reply', reply: text('<html>', 200, { 'content-type': 'application/json' }) },
    ],
    ['half a JSON', { kind: 'reply', reply: text('{"jobs":[', 200) }],
    ['nothing', { kind: 'reply', reply: text('') }],
    ['a list', { kind: 'reply', reply: json([]) }],
    ['null', { kind: 'reply', reply: json(null) }],
    ['jobs of another type', { kind: 'reply', reply: json({ jobs: 'all of them', next_page_token: '' }) }],
    [
      'jobs of which none is one',
      { kind: 'reply', reply: json({ jobs: [1, null, { metadata: {} }], next_page_token: '' }) },
    ],
    ['not HTTP', { kind: 'raw', bytes: 'SSH-2.0-OpenSSH_9.9\r\n' }],
    ['a cut', { kind: 'cut', when: 'in-body' }],
  ])('%s in place of the list is a problem, and the list stays', async (_name, fault) => {
    await using harness = await startHarness();
    const rows = harness.builds.size;
    harness.simulator.server.fail({ fault, path: JOBS, times: 20 });
    const problem = problemOf(await harness.during(harness.provider.refresh()));
    expect(problem.message).toMatch(/^[A-Z].*\.$/);
    expect(['service-failed', 'offline']).toContain(problem.code);
    expect(harness.builds.size).toBe(rows);
    expect(harness.account().state).toBe('offline');
    harness.simulator.server.heal();
    valueOf(await harness.during(harness.provider.refresh()));
    expect(harness.account().state).toBe('ready');
  });

  it('takes the jobs that are some from among others', async () => {
    await using harness = await startHarness({ isEmpty: true });
    const jobs = [job('good'), 7, null, { metadata: { id: 5 } }, job('../../etc'), job('x?y'), job('also-good')];
    harness.simulator.server.fail({ fault: { kind: 'reply', reply: json({ jobs, next_page_token: '' }) }, path: JOBS });
    valueOf(await harness.provider.refresh());
    expect([...harness.builds.keys()]).toEqual(['account-1:good', 'account-1:also-good']);
    // Not there in the simulator; they go again.
    await harness.settle();
  });

  it('makes "other" of what it does not know', async () => {
    await using harness = await startHarness({ isEmpty: true });
    const jobs = [
      job('a', { status: { state: 'HIBERNATING', result: 'NONE' } }),
      job('b', { status: { state: 'FINISHED', result: 'EXPLODED' } }),
      job('c', { status: { state: 3, result: [] } }),
      job('d', { status: { state: 'finished', result: 'passed' } }),
      { metadata: { id: 'e', name: null }, spec: null, status: null },
    ];
    harness.simulator.server.fail({
      fault: { kind: 'reply', reply: json({ jobs, next_page_token: null }) },
      path: JOBS,
    });
    valueOf(await harness.provider.refresh());
    const states = [...harness.builds.values()].map(({ state }) => state);
    expect(states).toEqual(['other', 'other', 'other', 'passed', 'other']);
    for (const build of harness.builds.values()) expect(buildSchema.parse(build)).toEqual(build);
  });

  it('strips names of escape sequences, control and direction characters', async () => {
    await using harness = await startHarness({ isEmpty: true });
    const nasty = '\u001b]0;owned\u0007\u001b[31mRed\u202Egpj.exe\u2066\u0000\r\nnext';
    const project = await harness.simulator.push({
      project: nasty,
      branch: nasty,
      message: nasty,
      author: nasty,
      blocks: [{ name: nasty, jobs: [{ name: nasty, commands: [{ directive: nasty, exitCode: 1 }] }] }],
    });
    expect(project.project.name).toBe(nasty);
    await harness.clock.advance(20_000);
    valueOf(await harness.provider.refresh());
    await harness.settle();
    const [build] = harness.builds.values();
    expect(build).toBeDefined();
    for (const text of [
      build?.title,
      build?.branch,
      build?.author,
      build?.projectName,
      build?.failingStep,
      build?.machine.label,
    ]) {
      expect(text).toBeDefined();
      expect(text).not.toMatch(UNSEEN);
    }
    expect(build?.title).toContain('Red');
    for (const one of harness.projects.values()) {
      expect(one.name).not.toMatch(UNSEEN);
      expect(projectSchema.parse(one)).toEqual(one);
    }
    const detail = valueOf(await harness.provider.detail(build?.id ?? ''));
    expect(buildDetailSchema.parse(detail)).toEqual(detail);
    expect(detail.steps.at(-1)?.name).not.toMatch(UNSEEN);
  });

  it('does not take the token to another host', async () => {
    await using harness = await startHarness();
    await using elsewhere = await SimulatorServer.start({ clock: harness.clock });
    elsewhere.on('GET', '/steal', () => json({ jobs: [job('stolen')], next_page_token: '' }));
    harness.simulator.server.fail({
      fault: { kind: 'redirect', to: `${elsewhere.origin}/steal` },
      path: JOBS,
      times: 9,
    });
    const refused = problemOf(await harness.during(harness.provider.refresh()));
    expect(refused.code).toBe('service-failed');
    expect(elsewhere.exchanges.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    expect([...harness.builds.keys()]).not.toContain('account-1:stolen');
  });

  it('does not send what changes something to another host', async () => {
    await using harness = await startHarness();
    await using elsewhere = await SimulatorServer.start({ clock: harness.clock });
    harness.simulator.server.fail({
      fault: { kind: 'redirect', to: `${elsewhere.origin}/x`, status: 307 },
      path: /\/debug$/,
    });
    const refused = await harness.provider.rebuildWithAccess(harness.build('Tests 2/2').id);
    expect(problemOf(refused).code).toBe('service-failed');
    expect(elsewhere.exchanges).toEqual([]);
  });

  it('does not read artifacts from an address that is not encrypted', async () => {
    await using harness = await startHarness();
    const reply = json({ items: [{ path: 'summary.json', url: 'http://storage.example.com/x' }] });
    harness.simulator.server.fail({ fault: { kind: 'reply', reply }, path: /signed_url/ });
    const refused = await harness.provider.readArtifact?.(harness.build('Tests 2/2').id, 'summary.json');
    expect(refused?.ok).toBe(false);
  });

  it('holds out against folders of artifacts that never end', async () => {
    await using harness = await startHarness();
    const server = harness.simulator.server;
    let asked = 0;
    const folders = (path: string): object => ({
      artifacts: Array.from({ length: 50 }, (_, index) => ({ path: `${path}${index}`, name: 'x', is_directory: true })),
    });
    for (let index = 0; index < 200; index += 1) {
      server.fail({ fault: { kind: 'reply', reply: json(folders(`${index}/`)) }, path: '/api/v1alpha/artifacts' });
    }
    const before = server.exchanges.length;
    valueOf((await harness.provider.artifacts?.(harness.build('Tests 2/2').id)) ?? { ok: true, value: [] });
    asked = server.exchanges.length - before;
    expect(asked).toBeLessThanOrEqual(40);
  });

  it('lists 10,000 jobs', async () => {
    await using harness = await startHarness({ isEmpty: true });
    const jobs = Array.from({ length: 10_000 }, (_, index) => job(`job-${index}`));
    harness.simulator.server.fail({ fault: { kind: 'reply', reply: json({ jobs, next_page_token: '' }) }, path: JOBS });
    valueOf(await harness.provider.refresh());
    expect(harness.builds.size).toBe(10_000);
  });
});

describe('moments', () => {
  it.each([
    ['1571083003', 1_571_083_003_000],
    [1_571_083_003, 1_571_083_003_000],
    [{ seconds: 1_571_063_401, nanos: 559_492_000 }, 1_571_063_401_559],
    [{ seconds: '1571063401' }, 1_571_063_401_000],
    ['2019-10-14 12:11:47.824128Z', Date.UTC(2019, 9, 14, 12, 11, 47, 824)],
    ['2019-10-14T12:11:47Z', Date.UTC(2019, 9, 14, 12, 11, 47)],
    ['1970-01-01 00:00:00.000000Z', undefined],
    ['0', undefined],
    [0, undefined],
    [-5, undefined],
    [1e300, undefined],
    [Number.NaN, undefined],
    ['', undefined],
    ['yesterday', undefined],
    ['2019-99-99 12:11:47.824128Z', undefined],
    [{ seconds: 'x' }, undefined],
    [null, undefined],
    [undefined, undefined],
    [[], undefined],
  ])('%j is %s', (value, at) => {
    expect(timeOf(value)).toBe(at);
  });
});

describe('published samples', () => {
  it('reads the sample of a job without a specification', () => {
    const sample = {
      metadata: {
        name: 'Job #1',
        id: 'bc8826bd-dbb2-4d28-8c90-7f370ce478fe',
        create_time: '1571083003',
        start_time: '1571083006',
        finish_time: '1571083507',
      },
      status: { result: 'STOPPED', state: 'FINISHED' },
    };
    expect(jobSchema.parse(sample)).toMatchObject({
      state: 'FINISHED',
      result: 'STOPPED',
      finishedAt: 1_571_083_507_000,
      projectId: '',
    });
  });

  it('reads the sample of a pipeline in lower case', () => {
    const sample = {
      pipeline: {
        state: 'done',
        result: 'passed',
        name: 'First pipeline example',
        branch_name: 'master',
        created_at: '2019-10-14 18:31:17.293456Z',
      },
      blocks: [
        {
          state: 'done',
          name: 'RSpec',
          jobs: [{ status: 'FINISHED', name: 'Push results - 2/11', job_id: '31094182-03bf' }],
        },
      ],
    };
    expect(pipelineSchema.parse(sample)).toMatchObject({
      isDone: true,
      commitMessage: '',
      jobs: [{ id: '31094182-03bf' }],
    });
  });
});

describe('logs out of order', () => {
  const read = (events: unknown): ReturnType<typeof readJobLog> =>
    readJobLog(
      logSchema.parse({ events }),
      { state: 'FINISHED', result: 'FAILED', commands: ['a'], startedAt: 1000, createdAt: 1000 },
      (at) => at,
    );

  it('keep output that no command has printed', () => {
    const log = read([
      { event: 'cmd_output', output: 'lost' },
      { event: 'cmd_finished', exit_code: 3 },
    ]);
    expect(log.steps).toMatchObject([{ name: 'Output', state: 'failed', exitCode: 3, logEnd: 4 }]);
  });

  it('call a command without an end interrupted', () => {
    const log = read([
      { event: 'cmd_started', directive: 'a' },
      { event: 'cmd_started', directive: 'b' },
    ]);
    expect(log.steps.map(({ state }) => state)).toEqual(['interrupted', 'interrupted']);
  });

  it('look over events of kinds and types they do not know', () => {
    const log = read([
      { event: 'job_teleported' },
      { event: 'cmd_started', directive: 5 },
      { event: 9 },
      { event: 'cmd_output', output: { a: 1 } },
    ]);
    expect(log.steps).toMatchObject([{ name: 'Command without a name', logEnd: 0 }]);
  });
});

describe('the line that runs a failed command again', () => {
  const failing = (command: string, commands: string[]): string | undefined => {
    const events = [
      { event: 'cmd_started', directive: command },
      { event: 'cmd_finished', exit_code: 1 },
    ];
    const job = { state: 'FINISHED', result: 'FAILED', commands, startedAt: 1, createdAt: 1 } as const;
    return toFailedStep(
      readJobLog(logSchema.parse({ events }), job, (at) => at),
      job,
    )?.replayLine;
  };

  it.each([
    ['make', ['make'], 'make'],
    ['checkout', ['checkout', 'make'], 'checkout'],
    ['cd a\nmake', ['cd a\nmake'], 'source ~/commands.sh'],
    ['make\rrm -rf ~', ['make\rrm -rf ~'], 'source ~/commands.sh'],
    ['make \u001b[201~\u0003', ['make \u001b[201~\u0003'], 'source ~/commands.sh'],
    ['x'.repeat(5000), ['x'.repeat(5000)], 'source ~/commands.sh'],
    ['Exporting environment variables', ['make'], undefined],
  ])('%j is typed as what it is', (command, commands, line) => {
    expect(failing(command, commands)).toBe(line);
  });

  it('never is more than one line', () => {
    expect(failing('make', ['checkout', 'make'])).not.toMatch(/\p{Cc}/u);
  });
});

describe('variables that whoever writes the configuration can set', () => {
  it.each(['..', '../me', 'a/b', 'a?b', '\ud800', 'a\0b', 'https://example.com/', 'x'.repeat(5_000)])(
    'lead nowhere as an id: %j',
    (value) => {
      const parsed = jobSchema.parse(
        job('j-1', {
          spec: {
            env_vars: [
              { name: 'SEMAPHORE_PIPELINE_ID', value },
              { name: 'SEMAPHORE_WORKFLOW_ID', value },
              { name: 'SEMAPHORE_GIT_BRANCH', value: 'feature/x' },
            ],
          },
        }),
      );
      expect(parsed.variables).toEqual({ SEMAPHORE_GIT_BRANCH: 'feature/x' });
    },
  );
});
