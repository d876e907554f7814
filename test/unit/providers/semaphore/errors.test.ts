import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../../main/contract/problem.ts';
import type { SimulatorReply } from '../../../simulators/lib/exchange.ts';
import { json, text } from '../../../simulators/lib/exchange.ts';
import { type Harness, problemOf, startHarness } from './harness.ts';

const grpc = (code: number, message: string): object => ({ code, message, details: [] });

/** What is asked, by the path on which the answer comes. */
const asks = {
  list: { path: '/api/v1alpha/jobs', call: ({ provider }: Harness) => provider.refresh() },
  projects: { path: '/api/v1alpha/projects', call: ({ provider }: Harness) => provider.refresh() },
  debug: {
    path: /\/debug$/,
    call: (harness: Harness) => harness.provider.rebuildWithAccess(harness.build('Tests 2/2').id),
  },
  projectDebug: {
    path: /\/project_debug\//,
    call: (harness: Harness) => harness.provider.debugProject?.([...harness.projects.keys()][0] ?? '', {}),
  },
  key: {
    path: /\/debug_ssh_key$/,
    call: (harness: Harness) => harness.provider.attach?.(harness.build('Soak test').id),
  },
  stop: { path: /\/stop$/, call: (harness: Harness) => harness.provider.cancel(harness.build('Soak test').id) },
  rebuild: { path: /\/reschedule/, call: (harness: Harness) => harness.provider.rebuild(harness.build('Lint').id) },
  log: {
    path: /\/logs\//,
    call: (harness: Harness) => harness.provider.readLog(harness.build('Soak test').id, 'command-1', { offset: 0 }),
  },
  artifacts: {
    path: /\/artifacts/,
    call: (harness: Harness) => harness.provider.artifacts?.(harness.build('Tests 2/2').id),
  },
} as const;

interface Row {
  ask: keyof typeof asks;
  reply: SimulatorReply;
  code: Problem['code'];
  /** In the message or the hint. */
  says: string;
}

const contexts: [string, string][] = [
  ['the default branch', 'that run on its default branch'],
  ['non default branches', 'that run on other branches than the default one'],
  ['a tag', 'that run on a tag'],
  ['a pull request', 'of pull requests.'],
  ['a forked pull request', 'of pull requests from forks'],
];

const rows: Row[] = [
  { ask: 'list', reply: text('Unauthorized', 401), code: 'token-refused', says: 'does not accept the token' },
  { ask: 'projects', reply: text('Unauthorized', 401), code: 'token-refused', says: 'may not see anything' },
  {
    ask: 'projects',
    reply: json({ message: 'Unauthorized' }, 401),
    code: 'token-refused',
    says: 'may not see anything',
  },
  { ask: 'projects', reply: text('Not Found', 404), code: 'not-found', says: 'There is no organisation called' },
  { ask: 'projects', reply: json({ message: 'Bad Request' }, 400), code: 'bad-request', says: 'Bad Request' },
  {
    ask: 'list',
    reply: text(
      'You cannot access this organization from your current IP address (10.0.0.1) due to the security settings.',
      404,
    ),
    code: 'no-right',
    says: 'present IP address (10.0.0.1)',
  },
  {
    ask: 'list',
    reply: json({ message: 'Call rejected because the client is outdated. To continue, upgrade.' }, 400),
    code: 'service-failed',
    says: 'Look for an update of Jumpseat',
  },
  {
    ask: 'list',
    reply: json(grpc(3, "Page size can't exceed 30"), 400),
    code: 'bad-request',
    says: "Page size can't exceed 30",
  },
  { ask: 'debug', reply: json(grpc(5, 'Job 4649 not found'), 404), code: 'not-found', says: 'Job 4649 not found' },
  ...contexts.flatMap(([theirs, ours]): Row[] => [
    {
      ask: 'debug',
      reply: json(grpc(7, `You are not allowed to debug jobs on ${theirs} of this project`), 403),
      code: 'no-right',
      says: `does not allow debug sessions for jobs ${ours}`,
    },
    {
      ask: 'key',
      reply: json(grpc(7, `You are not allowed to attach jobs on ${theirs} of this project`), 403),
      code: 'no-right',
      says: `does not let anybody attach to jobs ${ours}`,
    },
  ]),
  {
    ask: 'projectDebug',
    reply: json(grpc(7, 'You are not allowed to debug this project'), 403),
    code: 'no-right',
    says: 'debug sessions that belong to no job',
  },
  {
    ask: 'debug',
    reply: json(grpc(7, 'Some secrets used in this job are blocking this operation'), 403),
    code: 'no-right',
    says: 'A secret that this job uses',
  },
  {
    ask: 'debug',
    reply: json(grpc(7, 'The debug session is blocked for this job.'), 403),
    code: 'no-right',
    says: 'restricted',
  },
  {
    ask: 'key',
    reply: json(grpc(7, 'Attaching to this job is blocked.'), 403),
    code: 'no-right',
    says: 'lets nobody attach',
  },
  {
    ask: 'debug',
    reply: json(grpc(7, 'You are not allowed to run pipelines on this project'), 403),
    code: 'no-right',
    says: 'right to rerun jobs',
  },
  {
    ask: 'key',
    reply: json(grpc(7, 'SSH keys are not available for self-hosted jobs'), 403),
    code: 'not-supported',
    says: 'agent of your own organisation',
  },
  {
    ask: 'key',
    reply: json(grpc(9, "Job's debug SSH is only available while the job is running"), 400),
    code: 'busy',
    says: 'The job is not running',
  },
  {
    ask: 'debug',
    reply: json(grpc(7, 'Something nobody has heard of'), 403),
    code: 'no-right',
    says: 'Something nobody has heard of',
  },
  { ask: 'stop', reply: json(grpc(5, 'Job x not found'), 404), code: 'not-found', says: 'does not have this' },
  { ask: 'rebuild', reply: json('Internal error', 500), code: 'service-failed', says: 'a problem of its own' },
  {
    ask: 'rebuild',
    reply: json('Missing required post parameter request_token.', 400),
    code: 'bad-request',
    says: 'request_token',
  },
  { ask: 'rebuild', reply: json('', 403), code: 'no-right', says: 'does not allow this' },
  { ask: 'log', reply: text('Permission denied', 401), code: 'no-right', says: 'may not see the logs' },
  { ask: 'artifacts', reply: text('Permission denied', 401), code: 'no-right', says: 'may not see the artifacts' },
  {
    ask: 'artifacts',
    reply: text('The artifacts api feature is not enabled for your organization. Please contact support', 403),
    code: 'no-right',
    says: 'has not switched on access to artifacts',
  },
];

describe('what the service refuses', () => {
  it.each(rows)('$ask, $reply.status: $says', async ({ ask, reply, code, says }) => {
    await using harness = await startHarness();
    const { path, call } = asks[ask];
    harness.simulator.server.fail({ fault: { kind: 'reply', reply }, path, times: 5 });
    const result = await harness.during(Promise.resolve(call(harness)));
    const problem = problemOf(result ?? { ok: true, value: undefined });
    expect(problem.code).toBe(code);
    expect(`${problem.message} ${problem.hint}`).toContain(says);
    // Every refusal says what to do, in whole sentences.
    expect(problem.message).toMatch(/^[A-Z].*[.”]$/);
    expect(problem.hint).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(problem)).not.toMatch(/token-of-robin|"details"|\{\\"code/);
  });
});
