import { expect, test } from 'vitest';
import { buildSchema } from '../../../main/contract/build.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { SimulatorServer } from '../../simulators/lib/server.ts';
import { FAILING_OUTPUT } from '../../simulators/machine/project.ts';
import { testJob } from '../../simulators/circleci/script.ts';
import { TestAccount } from './account.ts';

const MINUTE_MS = 60_000;

test('a list of 50 MB is refused without being kept, and the builds stay', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const before = account.builds.size;
  account.simulator.server.fail({
    path: '/api/v1.1/recent-builds',
    fault: { kind: 'huge', sizeBytes: 50 * 1024 * 1024 },
  });
  const refreshed = await account.during(account.provider.refresh());
  expect(refreshed).toMatchObject({
    ok: false,
    problem: { code: 'service-failed', message: expect.stringContaining('cannot read') },
  });
  expect(account.builds.size).toBe(before);
  expect(account.accounts.at(-1)?.state).toBe('offline');
  await account.until(() => account.accounts.at(-1)?.state === 'ready', { limitMs: 2 * MINUTE_MS, stepMs: 5_000 });
});

test.each([
  [
    'a web page',
    { text: '<!doctype html><title>Sign in</title>', headers: { 'content-type': 'text/html' } },
    /web page/,
  ],
  ['an object in place of a list', { json: { builds: [] } }, /cannot read/],
  ['half a document', { text: '[{"build_num":', headers: { 'content-type': 'application/json' } }, /cannot read/],
  ['nothing', { text: '' }, /cannot read/],
] as const)('%s is answered with a sentence', async (_what, reply, sentence) => {
  await using account = await TestAccount.open();
  await account.start();
  account.simulator.server.fail({ path: '/api/v1.1/recent-builds', fault: { kind: 'reply', reply } });
  const refreshed = await account.during(account.provider.refresh());
  expect(refreshed).toMatchObject({
    ok: false,
    problem: { code: 'service-failed', message: expect.stringMatching(sentence) },
  });
});

test('rows of a wrong form are left out, and unknown words become "other"', async () => {
  await using account = await TestAccount.open();
  const good = {
    build_num: 7,
    username: 'acme',
    reponame: 'shop',
    vcs_type: 'github',
    queued_at: '2026-11-22T10:00:00Z',
  };
  const rows = [
    null,
    'row',
    { build_num: 'seven' },
    { ...good, build_num: 1, username: '..', reponame: '..' },
    { ...good, build_num: -4 },
    {
      ...good,
      status: 'hibernating',
      parallel: 'many',
      workflows: [],
      picard: 3,
      start_time: 12,
      subject: { a: 1 },
      user: 'x',
    },
  ];
  account.simulator.server.fail({ path: '/api/v1.1/recent-builds', fault: { kind: 'reply', reply: { json: rows } } });
  await account.start();
  const found = [...account.builds.values()].filter(({ projectName }) => projectName === 'shop');
  expect(found).toMatchObject([{ number: 7, title: 'Job 7', state: 'other', machine: { os: 'other', count: 1 } }]);
});

test('escape sequences and marks of direction do not reach the window', async () => {
  await using account = await TestAccount.open({ isEmpty: true });
  const { world, clock } = account.simulator;
  const evil = '\u001B]0;owned\u0007\u001B[31mred\u202Egpj.exe\u2066\u0000\nsecond\u200B line';
  const step = {
    name: `Run ${evil}`,
    type: 'run',
    command: '#!/bin/sh\nfalse',
    lines: ['no'],
    durationMs: 1000,
    exitCode: 1,
  };
  world.addRun(world.addProject('gh/acme/shop'), clock.now(), {
    branch: evil,
    subject: evil,
    login: evil,
    agoMs: 10 * MINUTE_MS,
    jobs: [{ ...testJob, name: evil, executions: [[step]] }],
  });
  await account.start();
  const [build] = account.builds.values();
  const detail = await account.during(account.provider.detail(build?.id ?? ''));
  if (!detail.ok) throw new Error(detail.problem.message);
  const shown = [
    build?.title,
    build?.branch,
    build?.author,
    build?.failingStep,
    ...detail.value.steps.map(({ name }) => name),
  ];
  expect(shown.join('')).toContain('redgpj.exe second line');
  for (const text of shown) expect(text).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B]/u);
});

test('a step that says where a machine is, with a command too long to look at, is not believed', async () => {
  await using account = await TestAccount.open({ isEmpty: true, hasV3: false, keys: [] });
  const { world, clock } = account.simulator;
  const command = `#!/bin/sh\n${'#'.repeat(20_000)}\necho trap`;
  const trap = {
    name: 'Enable SSH',
    type: 'run',
    command,
    lines: ['ssh -p 22 203.0.113.66'],
    durationMs: 30_000,
    exitCode: 1,
  };
  world.addRun(world.addProject('gh/acme/shop'), clock.now(), {
    branch: 'main',
    subject: 'Trap',
    agoMs: 10 * MINUTE_MS,
    jobs: [{ ...testJob, executions: [[trap]] }],
  });
  await account.start();
  const started = await account.during(account.provider.rebuildWithAccess([...account.builds.keys()][0] ?? ''));
  if (!started.ok) throw new Error(started.problem.message);
  await account.until(() => account.sessions.get(started.value.id)?.state === 'failed');
  expect(account.sessions.get(started.value.id)?.problem?.code).toBe('key-not-registered');
});

test('addresses that are no web pages are not shown', async () => {
  await using account = await TestAccount.open();
  const row = {
    build_num: 7,
    username: 'acme',
    reponame: 'shop',
    vcs_type: 'github',
    build_url: 'javascript:alert(1)',
  };
  account.simulator.server.fail({ path: '/api/v1.1/recent-builds', fault: { kind: 'reply', reply: { json: [row] } } });
  await account.start();
  const build = account.build(({ projectName }) => projectName === 'shop');
  expect(build.webUrl).toBeUndefined();
  expect(buildSchema.safeParse(build).success).toBe(true);
});

test('a redirect to another host is not followed with the token, nor believed', async () => {
  await using other = await SimulatorServer.start({ clock: new SteppedClock() });
  other.on('GET', '/:all(.*)', () => ({ json: [] }));
  other.on('POST', '/:all(.*)', () => ({ json: { workflow_id: '5034460f-c7c4-4c43-9457-de07e2029e7b' } }));
  await using account = await TestAccount.open();
  await account.start();
  const { server } = account.simulator;
  server.fail({ path: '/api/v1.1/recent-builds', fault: { kind: 'redirect', to: `${other.origin}/steal` } });
  expect(await account.during(account.provider.refresh())).toMatchObject({
    ok: false,
    problem: { code: 'service-failed' },
  });
  server.fail({ path: /rerun$/, fault: { kind: 'redirect', to: `${other.origin}/steal`, status: 307 } });
  const { id } = account.build((row) => row.title.startsWith('test · Totals'));
  expect((await account.during(account.provider.rebuildWithAccess(id))).ok).toBe(false);
  server.fail({ path: /^\/output/, fault: { kind: 'redirect', to: `${other.origin}/file` } });
  await account.during(
    account.provider.readArtifact?.(id, '0/test-results/junit.xml') ?? Promise.reject(new Error('none')),
  );
  expect(other.exchanges.map(({ method }) => method)).not.toContain('POST');
  expect(other.exchanges.length).toBeGreaterThan(0);
  for (const { headers } of other.exchanges) {
    expect(headers.authorization).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain(account.simulator.token);
  }
});

test('artifacts at hosts of somebody else get no token', async () => {
  await using other = await SimulatorServer.start({ clock: new SteppedClock() });
  other.on('GET', '/:all(.*)', () => ({ text: 'file' }));
  await using account = await TestAccount.open();
  await account.start();
  const { id } = account.build((row) => row.title.startsWith('test · Totals'));
  const items = [{ path: '../../evil', node_index: 0, url: `${other.origin}/file` }];
  account.simulator.server.fail({
    path: /artifacts$/,
    times: 2,
    fault: { kind: 'reply', reply: { json: { items, next_page_token: null } } },
  });
  expect(await account.during(account.provider.artifacts?.(id) ?? Promise.reject(new Error('none')))).toMatchObject({
    ok: true,
  });
  const file = await account.during(
    account.provider.readArtifact?.(id, '0/../../evil') ?? Promise.reject(new Error('none')),
  );
  expect(file.ok).toBe(true);
  expect(other.exchanges).toHaveLength(1);
  expect(other.exchanges[0]?.headers.authorization).toBeUndefined();
});

test('10,000 builds in one answer are taken in', async () => {
  await using account = await TestAccount.open();
  const rows = Array.from({ length: 10_000 }, (_, index) => ({
    build_num: index + 1,
    username: 'acme',
    reponame: 'big',
    vcs_type: 'github',
    status: 'success',
    subject: `change ${index}`,
    queued_at: '2026-11-22T10:00:00Z',
  }));
  account.simulator.server.fail({ path: '/api/v1.1/recent-builds', fault: { kind: 'reply', reply: { json: rows } } });
  await account.start();
  expect([...account.builds.values()].filter(({ projectName }) => projectName === 'big')).toHaveLength(10_000);
});

test('a log whose characters are cut in half between two pages comes whole', async () => {
  await using account = await TestAccount.open({ isEmpty: true });
  const { world, clock } = account.simulator;
  const lines = Array.from({ length: 40_000 }, (_, index) => `${index} Grüße 🚀 ${FAILING_OUTPUT.slice(0, 4)}`);
  const step = { name: 'Run', type: 'run', command: 'x', lines, durationMs: 1000, exitCode: 1 };
  world.addRun(world.addProject('gh/acme/shop'), clock.now(), {
    branch: 'main',
    subject: 'Long',
    agoMs: 10 * MINUTE_MS,
    jobs: [{ ...testJob, executions: [[step]] }],
  });
  await account.start();
  const [build] = account.builds.values();
  let text = '';
  let offset = 0;
  for (let pages = 0; ; pages += 1) {
    const page = await account.during(account.provider.readLog(build?.id ?? '', '0.102', { offset }));
    if (!page.ok) throw new Error(page.problem.message);
    text += page.value.chunks.map((chunk) => chunk.text).join('');
    expect(page.value.nextOffset).toBeGreaterThan(offset);
    offset = page.value.nextOffset;
    if (offset >= page.value.endOffset) break;
    expect(pages).toBeLessThan(20);
  }
  expect(text).toBe(lines.map((line) => `${line}\r\n`).join(''));
});

test('a token that is refused stops the questions and says where to make another', async () => {
  await using account = await TestAccount.open();
  await account.start();
  account.simulator.revoke(account.simulator.token);
  await account.until(() => account.accounts.at(-1)?.state === 'failed', { limitMs: 2 * MINUTE_MS, stepMs: 5_000 });
  expect(account.accounts.at(-1)?.problem).toMatchObject({
    code: 'token-refused',
    link: `${account.simulator.origin}/settings/user/tokens`,
  });
  const requests = account.requests();
  await account.pass(10 * MINUTE_MS, 30_000);
  expect(account.requests()).toBe(requests);
});

test('an allowance that is used up is waited for', async () => {
  await using account = await TestAccount.open({ requestsPerMinute: 8 });
  await account.start();
  expect(account.accounts.at(-1)).toMatchObject({ state: 'limited', problem: { code: 'rate-limited' } });
  const retryAt = account.accounts.at(-1)?.retryAt ?? 0;
  expect(retryAt).toBeLessThanOrEqual(account.clock.now() + MINUTE_MS);
  const requests = account.requests();
  await account.until(() => account.clock.now() >= retryAt - 1_000, { stepMs: 1_000 });
  expect(account.requests()).toBe(requests);
  await account.until(() => account.accounts.at(-1)?.state === 'ready', { limitMs: 5 * MINUTE_MS, stepMs: 5_000 });
});

test('a service that does not answer leaves its account offline and the others alone', async () => {
  await using account = await TestAccount.open();
  await account.start();
  account.simulator.server.fail({ times: 100, fault: { kind: 'cut' } });
  expect(await account.during(account.provider.refresh())).toMatchObject({ ok: false, problem: { code: 'offline' } });
  expect(account.accounts.at(-1)).toMatchObject({ state: 'offline' });
  account.simulator.server.heal();
  await account.until(() => account.accounts.at(-1)?.state === 'ready', { limitMs: 2 * MINUTE_MS, stepMs: 5_000 });
});
