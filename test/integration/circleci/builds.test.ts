import { expect, test } from 'vitest';
import { buildSchema } from '../../../main/contract/build.ts';
import { projectSchema } from '../../../main/contract/project.ts';
import { circleci } from '../../../main/providers/circleci/service.ts';
import { FAILING_COMMAND } from '../../simulators/machine/project.ts';
import { passingTests, testJob } from '../../simulators/circleci/script.ts';
import { ACCOUNT, TestAccount } from './account.ts';

const isTest = (subject: string) => (build: { title: string }) => build.title === `test · ${subject}`;

test('lists the builds of followed projects and of those that only the third API knows', async () => {
  await using account = await TestAccount.open();
  await account.start();
  for (const build of account.builds.values()) expect(buildSchema.safeParse(build).error).toBeUndefined();
  for (const project of account.projects.values()) expect(projectSchema.safeParse(project).error).toBeUndefined();
  expect([...account.projects.values()].map(({ name }) => name).sort()).toEqual([
    'desktop-tools',
    'mobile',
    'storefront',
    'warehouse',
  ]);
  expect(account.build(isTest('Totals are rounded half up'))).toMatchObject({
    accountId: ACCOUNT,
    projectId: `${ACCOUNT}/gh/acme/storefront`,
    projectName: 'storefront',
    branch: 'totals',
    author: 'robin',
    isMine: true,
    state: 'failed',
    failingStep: 'Run tests',
    machine: { os: 'linux', label: 'Linux · 2 vCPU · docker', count: 1 },
    hasAccess: false,
  });
  expect(account.build(isTest('Dark mode'))).toMatchObject({
    projectName: 'mobile',
    state: 'failed',
    isMine: true,
    machine: { os: 'linux', label: 'Linux · medium · docker' },
    webUrl: expect.stringContaining('/workflows/'),
  });
  expect(account.build((build) => build.title.startsWith('browser-tests'))).toMatchObject({
    isMine: false,
    state: 'failed',
    machine: { os: 'linux', label: 'Linux · 4 vCPU · machine', count: 2 },
  });
  expect(account.build((build) => build.title.startsWith('windows-tests')).machine.os).toBe('windows');
  expect(account.build((build) => build.title.startsWith('bundle')).state).toBe('running');
  expect(account.accounts.at(-1)).toMatchObject({ state: 'ready', login: 'robin', hasMoreBuilds: false });
});

test('asks for a run that has ended once, and for the list every minute', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const count = () => account.requests(/\/api\/v3\/workflows$/);
  const before = count();
  const lists = account.requests(/recent-builds/);
  await account.pass(190_000);
  expect(account.requests(/recent-builds/)).toBe(lists + 3);
  expect(count()).toBe(before);
});

test('asks less often while nobody looks, and not at all while the computer is offline', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const lists = () => account.requests(/recent-builds/);
  const perHour = async (): Promise<number> => {
    const before = lists();
    await account.pass(3_600_000, 60_000);
    return lists() - before;
  };
  account.pace.set('relaxed');
  expect(await perHour()).toBeLessThanOrEqual(13);
  account.pace.set('stopped');
  expect(await perHour()).toBe(0);
});

test('shows the steps of a build on every machine, and its log by position', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const build = account.build((row) => row.title.startsWith('browser-tests'));
  const detail = await account.during(account.provider.detail(build.id));
  if (!detail.ok) throw new Error(detail.problem.message);
  const failing = detail.value.steps.filter(({ state }) => state === 'failed');
  expect(failing).toMatchObject([{ machine: 1, name: 'Run tests', command: FAILING_COMMAND, exitCode: 1 }]);
  expect(detail.value.steps.filter(({ machine }) => machine === 0).map(({ position }) => position)).toEqual([
    0, 1, 2, 3, 4,
  ]);
  expect(detail.value.availability).toContain('10 min');
  expect(account.builds.get(build.id)?.machine.label).toBe('Linux · 4 vCPU · machine');
  const stepId = failing[0]?.id ?? '';
  const page = await account.during(account.provider.readLog(build.id, stepId, { offset: 0 }));
  if (!page.ok) throw new Error(page.problem.message);
  const text = page.value.chunks.map((chunk) => chunk.text).join('');
  expect(text).toContain('\u001B[31mFAIL tax is rounded half up: expected 60, got 59');
  expect(page.value).toMatchObject({ complete: true, nextOffset: text.length, endOffset: text.length });
  const tail = await account.during(account.provider.readLog(build.id, stepId, { tailBytes: 20 }));
  expect(tail).toMatchObject({ ok: true, value: { chunks: [{ offset: text.length - 20, text: text.slice(-20) }] } });
  account.simulator.knowsSuffixRanges = false;
  const searched = await account.during(account.provider.readLog(build.id, stepId, { tailBytes: 30 }));
  expect(searched).toMatchObject({ ok: true, value: { chunks: [{ text: text.slice(-30) }], complete: true } });
});

test.each([true, false])('what a step printed as errors comes behind the rest (third API: %s)', async (hasV3) => {
  await using account = await TestAccount.open({ isEmpty: true, hasV3 });
  const { world, clock } = account.simulator;
  const step = {
    name: 'Run',
    type: 'run',
    command: 'x',
    lines: ['one', 'two'],
    errors: ['three'],
    durationMs: 20_000,
    exitCode: 1,
  };
  const plan = { branch: 'main', subject: 'Errors', agoMs: 20_000, jobs: [{ ...testJob, executions: [[step]] }] };
  world.addRun(world.addProject('gh/acme/shop'), clock.now(), plan);
  await account.start();
  const [build] = account.builds.values();
  const id = build?.id ?? '';
  account.provider.watch?.([id]);
  const whole = 'one\r\ntwo\r\nthree\r\n';
  const read = async (range: { offset?: number; tailBytes?: number }) => {
    const page = await account.during(account.provider.readLog(id, '0.102', range));
    if (!page.ok) throw new Error(page.problem.message);
    return { ...page.value, text: page.value.chunks.map(({ text }) => text).join('') };
  };
  const early = await read({ offset: 0 });
  expect(early).toMatchObject({ text: hasV3 ? 'one\r\n' : '', complete: false });
  await account.until(() => account.builds.get(id)?.state === 'failed');
  const rest = await read({ offset: early.nextOffset });
  expect(rest).toMatchObject({ text: whole.slice(early.nextOffset), complete: true, nextOffset: whole.length });
  expect(await read({ offset: 0 })).toMatchObject({ text: whole, complete: true, endOffset: whole.length });
  expect(await read({ tailBytes: 12 })).toMatchObject({ text: whole.slice(-12), complete: true });
  expect(await read({ offset: 12 })).toMatchObject({ text: whole.slice(12), complete: true });
  expect(await read({ offset: whole.length })).toMatchObject({ text: '', nextOffset: whole.length, complete: true });
});

test('follows the log of a running build that is watched, and its end', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const { id } = account.build((row) => row.title.startsWith('bundle'));
  account.provider.watch?.([id]);
  const detail = await account.during(account.provider.detail(id));
  if (!detail.ok) throw new Error(detail.problem.message);
  const step = detail.value.steps.find(({ state }) => state === 'running');
  if (step === undefined) throw new Error('nothing runs');
  const first = await account.during(account.provider.readLog(id, step.id, { offset: 0 }));
  if (!first.ok) throw new Error(first.problem.message);
  expect(first.value.complete).toBe(false);
  const end = () => account.details.get(id)?.steps.find((one) => one.id === step.id)?.logEnd ?? 0;
  await account.until(() => end() > first.value.endOffset);
  const requests = account.requests(/stdout/);
  const more = await account.during(account.provider.readLog(id, step.id, { offset: first.value.nextOffset }));
  expect(more).toMatchObject({ ok: true, value: { nextOffset: end() } });
  // What was looked for is not fetched again.
  expect(account.requests(/stdout/)).toBe(requests);
  await account.until(() => account.builds.get(id)?.state === 'passed', { stepMs: 5_000 });
  expect(account.details.get(id)?.steps.every(({ state }) => state === 'passed')).toBe(true);
});

test('loads older builds page by page from both lists', async () => {
  await using account = await TestAccount.open({ isEmpty: true });
  const { world, clock } = account.simulator;
  const project = world.addProject('gh/acme/shop');
  const own = world.addProject('circleci/org/project', { name: 'app', organisation: 'own', isFollowed: false });
  for (let index = 0; index < 130; index += 1) {
    const agoMs = (400 - index) * 3_600_000;
    world.addRun(project, clock.now(), {
      branch: 'main',
      subject: `change ${index}`,
      agoMs,
      login: 'sam',
      jobs: [{ ...testJob, executions: [[passingTests]] }],
    });
  }
  for (let index = 0; index < 25; index += 1) {
    world.addRun(own, clock.now(), {
      branch: 'main',
      subject: `own ${index}`,
      agoMs: (200 - index) * 3_600_000,
      jobs: [testJob],
    });
  }
  await account.start();
  expect(account.builds.size).toBe(120);
  expect(account.accounts.at(-1)?.hasMoreBuilds).toBe(true);
  expect(await account.during(account.provider.loadMore?.() ?? Promise.reject(new Error('none')))).toMatchObject({
    ok: true,
  });
  expect(account.builds.size).toBe(155);
  expect(account.accounts.at(-1)?.hasMoreBuilds).toBe(false);
});

test('finds a job in a workflow of several pages', async () => {
  await using account = await TestAccount.open();
  account.simulator.pageSize = 1;
  await account.start();
  const { id } = account.build(isTest('Totals are rounded half up'));
  const rebuilt = await account.during(account.provider.rebuild(id));
  expect(rebuilt).toMatchObject({ ok: true });
  expect(account.build(isTest('Dark mode')).state).toBe('failed');
});

test('finds a build that is not in the list by its id', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const { id } = account.build(isTest('Dark mode'));
  await using other = await TestAccount.open();
  const { id: sameKind } = await (async () => {
    await other.start();
    return other.build(isTest('Totals are rounded half up'));
  })();
  expect((await account.during(account.provider.detail(sameKind))).ok).toBe(true);
  expect((await account.during(account.provider.detail(id))).ok).toBe(true);
  const gone = await account.during(account.provider.detail(`${ACCOUNT}/gh/acme/storefront/999999`));
  expect(gone).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  const foreign = await account.during(account.provider.detail('other/gh/acme/storefront/1'));
  expect(foreign).toMatchObject({ ok: false, problem: { code: 'not-found' } });
});

test('cancels a build and runs one again', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const running = account.build((row) => row.title.startsWith('bundle'));
  expect(await account.during(account.provider.cancel(running.id))).toEqual({ ok: true, value: undefined });
  await account.until(() => account.builds.get(running.id)?.state === 'cancelled');
  const again = await account.during(account.provider.cancel(running.id));
  expect(again).toMatchObject({
    ok: false,
    problem: { code: 'bad-request', message: expect.stringContaining('Job is not running') },
  });
  const failed = account.build(isTest('Totals are rounded half up'));
  const rebuilt = await account.during(account.provider.rebuild(failed.id));
  if (!rebuilt.ok) throw new Error(rebuilt.problem.message);
  expect(account.builds.get(rebuilt.value.buildId)).toMatchObject({
    title: failed.title,
    rebuildOf: failed.id,
    hasAccess: false,
    isMine: true,
  });
  const body = account.simulator.server.exchanges.findLast(
    ({ method, path }) => method === 'POST' && path.endsWith('/rerun'),
  )?.body;
  expect(body).toEqual({ jobs: [expect.any(String)] });
  // Nobody watches it, but it is the person's own.
  await account.until(() => account.builds.get(rebuilt.value.buildId)?.state === 'failed', { limitMs: 40_000 });
});

test('lists artifacts and passes their bytes on', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const { id } = account.build(isTest('Totals are rounded half up'));
  const list = await account.during(account.provider.artifacts?.(id) ?? Promise.reject(new Error('none')));
  expect(list).toMatchObject({ ok: true, value: [{ name: 'test-results/junit.xml', machine: 0 }] });
  const file = await account.during(
    account.provider.readArtifact?.(id, list.ok ? (list.value[0]?.id ?? '') : '') ?? Promise.reject(new Error('none')),
  );
  if (!file.ok) throw new Error(file.problem.message);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.value.body) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('<testsuites failures="1"/>\n');
});

test('works with a server that has no third API', async () => {
  await using account = await TestAccount.open({ hasV3: false });
  await account.start();
  expect(account.accounts.at(-1)).toMatchObject({ state: 'ready', host: new URL(account.simulator.origin).host });
  const build = account.build(isTest('Totals are rounded half up'));
  expect(build.failingStep).toBe('Run tests');
  const detail = await account.during(account.provider.detail(build.id));
  if (!detail.ok) throw new Error(detail.problem.message);
  const step = detail.value.steps.find(({ state }) => state === 'failed');
  const page = await account.during(account.provider.readLog(build.id, step?.id ?? '', { tailBytes: 4096 }));
  expect(page).toMatchObject({
    ok: true,
    value: { complete: true, chunks: [{ offset: 0, text: expect.stringContaining('FAIL') }] },
  });
  const output = account.simulator.server.exchanges.find(({ path }) => path.startsWith('/action-output/'));
  expect(output?.headers.authorization).toBeUndefined();
  expect(account.requests(/\/api\/v3\/runs/)).toBe(1);
});

test('checks whom a token belongs to', async () => {
  await using account = await TestAccount.open();
  expect(await account.during(circleci.check(account.context))).toEqual({
    ok: true,
    value: { login: 'robin', scope: '2 organisations: acme, umbrella', label: 'CircleCI · robin' },
  });
});
