import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ServiceId } from '../../../main/contract/account.ts';
import type { Exchange } from '../../simulators/lib/exchange.ts';
import { checkExchanges } from '../../simulators/specs/check-exchanges.ts';
import { specFile, specsMissing } from '../../simulators/specs/specs-folder.ts';

function exchange(
  service: ServiceId,
  method: string,
  path: string,
  part: Partial<Exchange>,
): ReturnType<typeof checkExchanges> {
  const url = new URL(path, 'http://service.example');
  const whole: Exchange = {
    at: 0,
    method,
    path: url.pathname,
    route: undefined,
    query: url.searchParams,
    headers: {},
    body: undefined,
    status: 200,
    replyHeaders: {},
    reply: undefined,
    isFault: false,
    ...part,
  };
  return checkExchanges(service, [whole]);
}

function sample(...path: string[]): unknown {
  return JSON.parse(readFileSync(specFile(...path), 'utf8'));
}

const workflow = '5034460f-c7c4-4c43-9457-de07e2029e7b';
const rerun = `/api/v2/workflow/${workflow}/rerun`;

describe('the published schemas', () => {
  beforeEach((context) => context.skip(specsMissing !== undefined, specsMissing));

  test.for([
    ['bitrise', '/v0.1/builds', 'builds-list.json'],
    ['bitrise', '/v0.1/apps/a/builds/b', 'build-show.json'],
    ['bitrise', '/v0.1/apps/a/builds/b/log', 'build-log-running.json'],
    ['codemagic', '/api/v3/builds/b/remote-access', 'v3-remote-access-200.json'],
    ['semaphore', '/api/v1alpha/jobs/j', 'job-describe.json'],
    ['semaphore', '/api/v1alpha/jobs/j', 'job-running.json'],
    ['semaphore', '/api/v1alpha/jobs/j/debug_ssh_key', 'debug_ssh_key.json'],
  ] as const)('fit the recorded reply of %s %s in %s', ([service, path, file]) => {
    const verdict = exchange(service, 'GET', path, { reply: sample(service, 'examples', file) });
    expect(verdict.deviations).toEqual([]);
    expect(verdict.checked).toBe(1);
  });

  test('fit refusals', () => {
    const refused = { status: 400, reply: sample('codemagic', 'examples', 'v3-error-400.json') };
    expect(exchange('codemagic', 'GET', '/api/v3/builds/b/remote-access', refused).deviations).toEqual([]);
    const missing = { status: 404, reply: sample('semaphore', 'examples', 'error-404.json') };
    expect(exchange('semaphore', 'GET', '/api/v1alpha/jobs/j', missing).deviations).toEqual([]);
  });

  test('fit a rerun with SSH, and nothing that is wrong with one', () => {
    const body = { jobs: ['c65b68ef-e73b-4bf2-be9a-7a322a9df150'], enable_ssh: true };
    const good = { body, status: 202, reply: { workflow_id: workflow } };
    expect(exchange('circleci', 'POST', rerun, good).deviations).toEqual([]);
    const wrong = { body: { ...body, enable_ssh: 'yes', ssh: 1 }, status: 201, reply: {} };
    expect(exchange('circleci', 'POST', rerun, wrong).deviations).toEqual([
      'POST /api/v2/workflow/{id}/rerun: request must NOT have additional properties: ssh',
      'POST /api/v2/workflow/{id}/rerun: request/enable_ssh must be boolean',
    ]);
    expect(exchange('circleci', 'POST', rerun, { ...good, reply: {} }).deviations).toEqual([
      "POST /api/v2/workflow/{id}/rerun: reply 202 must have required property 'workflow_id'",
    ]);
    expect(exchange('circleci', 'POST', '/api/v2/workflow/12/rerun', good).deviations).toEqual([
      'POST /api/v2/workflow/{id}/rerun: path parameter id is "12"',
    ]);
    expect(exchange('circleci', 'GET', '/api/v2/nowhere', {}).deviations).toEqual([
      'GET /api/v2/nowhere: not published',
    ]);
  });

  test('notice wrong queries, wrong types and invented fields', () => {
    const jobs = (query: string, reply: unknown) =>
      exchange('semaphore', 'GET', `/api/v1alpha/jobs${query}`, { reply }).deviations;
    expect(jobs('?states=RUNNING&states=PENDING&page_size=30', { jobs: [], next_page_token: '' })).toEqual([]);
    expect(jobs('?states=BUSY&filter=x', { jobs: [{ metadata: { create_time: 12 } }], pages: 3 })).toEqual([
      'GET /api/v1alpha/jobs: query parameter states is BUSY',
      'GET /api/v1alpha/jobs: query parameter filter is not published',
      'GET /api/v1alpha/jobs: reply 200 must NOT have additional properties: pages',
      'GET /api/v1alpha/jobs: reply 200/jobs[]/metadata/create_time must be string',
    ]);
    expect(exchange('codemagic', 'GET', '/api/v3/teams/t/builds?page_size=500&page=2', {}).deviations).toContain(
      'GET /api/v3/teams/{team_id}/builds: query parameter page_size is 500',
    );
  });
});
