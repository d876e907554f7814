import { expect, test } from 'vitest';
import { circleci } from '../../../main/providers/circleci/service.ts';
import type { SimulatorReply } from '../../simulators/lib/exchange.ts';
import { TestAccount } from './account.ts';

const v3 = (error: object): SimulatorReply['json'] => ({ error: { id: 'a1f5c0de', ...error } });

/** Every kind of error body that CircleCI is known for, and what a person reads. */
const table: [what: string, reply: SimulatorReply, code: string, sentence: string][] = [
  [
    'v2, no token',
    { status: 401, json: { message: 'Unauthorized' } },
    'token-refused',
    'CircleCI does not accept the token any more. CircleCI says: “Unauthorized”',
  ],
  [
    'v1.1, no token',
    { status: 401, json: { message: 'You must log in first.' } },
    'token-refused',
    'You must log in first.',
  ],
  [
    'v1.1 in EDN',
    { status: 401, text: '{:message "You must log in first."}' },
    'token-refused',
    'You must log in first.',
  ],
  [
    'v2, no right',
    { status: 403, json: { message: 'Permission denied' } },
    'no-right',
    'CircleCI does not allow this. CircleCI says: “Permission denied”',
  ],
  ['v2, not there', { status: 404, json: { message: 'Project not found' } }, 'not-found', 'Project not found'],
  [
    'v2, workflow not there',
    { status: 404, json: { message: 'Workflow not found' } },
    'not-found',
    'Workflow not found',
  ],
  ['v2, bad request', { status: 400, json: { message: 'Invalid page token' } }, 'bad-request', 'Invalid page token'],
  [
    'v2, limit',
    { status: 429, json: { message: 'Rate limit exceeded' }, headers: { 'retry-after': '90' } },
    'rate-limited',
    'CircleCI asks to wait until',
  ],
  [
    'v2, limit without a time',
    { status: 429, json: { message: 'Too many requests' } },
    'rate-limited',
    'CircleCI asks to wait until',
  ],
  [
    'v3, title and detail',
    {
      status: 400,
      json: v3({
        type: 'validation_error',
        title: 'Missing Required Filter',
        detail: "Query parameter 'filter[workflow_id]' is required.",
      }),
    },
    'bad-request',
    "Missing Required Filter: Query parameter 'filter[workflow_id]' is required.",
  ],
  [
    'v3, detail alone',
    { status: 404, json: v3({ type: 'not_found', detail: 'run not found' }) },
    'not-found',
    'run not found',
  ],
  ['v3, type alone', { status: 403, json: v3({ type: 'forbidden' }) }, 'no-right', 'forbidden'],
  [
    'v3 with a source',
    { status: 400, json: v3({ title: 'Bad Request', source: { error: 'x', offset: 1, pointer: '/a' } }) },
    'bad-request',
    'Bad Request',
  ],
  ['error as a text', { status: 400, json: { error: 'invalid_request' } }, 'bad-request', 'invalid_request'],
  [
    'errors as a list',
    { status: 422, json: { errors: [{ message: 'unknown operation' }] } },
    'bad-request',
    'unknown operation',
  ],
  [
    'a message of a wrong type',
    { status: 403, json: { message: { text: 'no' } } },
    'no-right',
    'CircleCI does not allow this.',
  ],
  ['a web page', { status: 403, text: '<html><h1>Forbidden</h1></html>' }, 'no-right', 'CircleCI does not allow this.'],
  ['no body', { status: 404, text: '' }, 'not-found', 'CircleCI does not have this, or does not show it to you.'],
  ['plain text', { status: 400, text: 'Bad Request' }, 'bad-request', 'Bad Request'],
  [
    'its own failure',
    { status: 500, json: { message: 'Internal server error' } },
    'service-failed',
    'CircleCI has a problem of its own (HTTP 500).',
  ],
  [
    'a gateway',
    { status: 502, text: '<html>Bad Gateway</html>' },
    'service-failed',
    'CircleCI has a problem of its own (HTTP 502).',
  ],
  ['closed for repairs', { status: 503, text: 'upstream connect error' }, 'service-failed', 'upstream connect error'],
  [
    'a message with tricks',
    { status: 403, json: { message: '\u001B[31mNo\u202E way\u0000' } },
    'no-right',
    'CircleCI says: “No way”',
  ],
];

test.each(table)('%s', async (_what, reply, code, sentence) => {
  await using account = await TestAccount.open({ isEmpty: true });
  account.simulator.server.fail({ times: 5, fault: { kind: 'reply', reply } });
  const result = await account.during(circleci.check(account.context));
  expect(result).toMatchObject({ ok: false, problem: { code, message: expect.stringContaining(sentence) } });
  if (result.ok) return;
  const { message, hint, detail } = result.problem;
  expect(message).not.toMatch(/[\p{Cc}\u202E<>{}]/u);
  expect(hint).toMatch(/\w{3,}.*\.$/);
  expect(`${message}${hint}${detail}`).not.toContain(account.simulator.token);
});

const onRerun: [what: string, reply: SimulatorReply, code: string, sentence: string][] = [
  [
    'SSH is switched off',
    { status: 403, json: { message: 'SSH reruns are disabled for this project' } },
    'no-right',
    'SSH is switched off for this project',
  ],
  [
    'no right to write',
    { status: 403, json: { message: 'Permission denied' } },
    'no-right',
    'not run its jobs. CircleCI says: “Permission denied”',
  ],
  [
    'an old workflow',
    { status: 404, json: { message: 'Workflow not found' } },
    'not-found',
    'does not have this workflow any more',
  ],
  [
    'a workflow under way',
    { status: 400, json: { message: 'Workflow is running' } },
    'bad-request',
    'did not run the job again. CircleCI says: “Workflow is running”',
  ],
  ['another form', { status: 202, json: { id: 12 } }, 'service-failed', 'cannot read'],
];

test.each(onRerun)('a rebuild with SSH: %s', async (_what, reply, code, sentence) => {
  await using account = await TestAccount.open();
  await account.start();
  account.simulator.server.fail({ path: /rerun$/, fault: { kind: 'reply', reply } });
  const { id } = account.build((row) => row.title.startsWith('test · Totals'));
  const result = await account.during(account.provider.rebuildWithAccess(id));
  expect(result).toMatchObject({ ok: false, problem: { code, message: expect.stringContaining(sentence) } });
  // It changed something, or tried to: it is not sent twice.
  expect(account.requests(/rerun$/)).toBe(1);
});
