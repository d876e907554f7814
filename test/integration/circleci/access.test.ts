import { expect, test } from 'vitest';
import type { ProviderSession } from '../../../main/providers/provider.ts';
import { deadline } from '../../../main/lib/deadline.ts';
import { createNodeTransport } from '../../../main/net/node-transport.ts';
import { FAILING_COMMAND } from '../../simulators/machine/project.ts';
import { TestAccount } from './account.ts';

const HOST_KEY = `SHA256:${'a'.repeat(43)}`;

/** Starts a session from the first row that fits. */
async function startSession(account: TestAccount, title: string): Promise<{ id: string; now(): ProviderSession }> {
  await account.start();
  const build = account.build((row) => row.title.startsWith(title) && row.state === 'failed');
  const started = await account.during(account.provider.rebuildWithAccess(build.id));
  if (!started.ok) throw new Error(started.problem.message);
  expect(started.value.state).toBe('requested');
  const { id } = started.value;
  return {
    id,
    now() {
      return account.sessions.get(id) ?? started.value;
    },
  };
}

/** The job on whose machines a session is. */
function jobOf(account: TestAccount) {
  const job = account.simulator.world.jobs.findLast(({ ssh }) => ssh !== undefined);
  if (job === undefined) throw new Error('no job with SSH');
  return job;
}

test('a rebuild with SSH becomes a machine with its address, host key and lifetime', async () => {
  await using account = await TestAccount.open();
  const session = await startSession(account, 'test · Totals');
  const seen = new Set([session.now().state]);
  await account.until(() => {
    seen.add(session.now().state);
    return session.now().state === 'ready';
  });
  expect([...seen]).toEqual(['queued', 'preparing', 'ready']);
  const source = account.build((row) => row.title.startsWith('test · Totals') && row.rebuildOf === undefined);
  const rebuild = account.build((row) => row.rebuildOf === source.id);
  expect(rebuild.hasAccess).toBe(true);
  expect(session.now()).toMatchObject({
    title: `storefront #${source.number}`,
    buildId: source.id,
    rebuildId: rebuild.id,
    rule: { kind: 'while-connected', idleMs: 600_000, limitMs: 7_200_000, isTold: true },
    machines: [
      {
        index: 0,
        name: 'test',
        os: 'linux',
        endpoints: [{ kind: 'ssh', host: '203.0.113.7', port: 64_535, user: 'circleci' }],
        hostKey: { algorithm: 'ssh-rsa', sha256: HOST_KEY, source: 'provider' },
        identities: [],
        usesOwnKeys: true,
      },
    ],
    places: [{ machine: 0, path: '~/project' }],
    failedStep: { name: 'Run tests', machine: 0, command: FAILING_COMMAND },
  });
  expect(session.now().failedStep?.replayLine).toBe(
    `cd ~/project 2>/dev/null; BASH_ENV="\${BASH_ENV:-$(ls -t /tmp/.bash_env-* 2>/dev/null | head -n 1)}" /bin/bash -eo pipefail -c $'${FAILING_COMMAND}' </dev/null`,
  );
  const post = account.simulator.server.exchanges.find(({ path }) => path.endsWith('/rerun'));
  expect(post?.body).toEqual({ jobs: [expect.any(String)], enable_ssh: true });
  // The job's steps go on; once they are through the time of the machine begins to run.
  expect(session.now().events.finishedAt).toBeUndefined();
  await account.until(() => session.now().events.finishedAt);
  const { rule, events } = session.now();
  expect(deadline(rule, events, account.clock.now())).toMatchObject({
    at: (events.finishedAt ?? 0) + 600_000,
    certainty: 'known',
  });
});

test('a session ends when CircleCI takes the machine back', async () => {
  await using account = await TestAccount.open();
  const session = await startSession(account, 'test · Totals');
  await account.until(() => session.now().events.finishedAt);
  const finishedAt = session.now().events.finishedAt ?? 0;
  await account.until(() => session.now().state === 'expired', { stepMs: 5_000 });
  expect(account.clock.now() - finishedAt).toBeGreaterThanOrEqual(600_000);
  expect(account.clock.now() - finishedAt).toBeLessThan(615_000);
  expect(session.now()).toMatchObject({ machines: [], problem: undefined });
  // Nobody asks about it any more.
  const requests = account.requests(new RegExp(`/jobs/${jobOf(account).id}`));
  await account.pass(30_000);
  expect(account.requests(new RegExp(`/jobs/${jobOf(account).id}`))).toBe(requests);
});

test('ending a session cancels the job, and is over when CircleCI says so', async () => {
  await using account = await TestAccount.open();
  const session = await startSession(account, 'test · Totals');
  await account.until(() => session.now().state === 'ready');
  expect(await account.during(account.provider.endSession(session.id))).toEqual({ ok: true, value: undefined });
  expect(session.now().state).toBe('closed');
  expect(jobOf(account).cancelledAt).toBeDefined();
  expect(await account.during(account.provider.endSession(session.id))).toEqual({ ok: true, value: undefined });
});

test('an end that CircleCI takes and does not carry out is none, and can be asked for again', async () => {
  await using account = await TestAccount.open();
  const session = await startSession(account, 'test · Totals');
  await account.until(() => session.now().state === 'ready');
  expect(session.now().hold).toMatchObject({ kind: 'keep-open', isOn: false });
  const reply = { status: 202, json: { message: 'Job successfully cancelled.' } };
  account.simulator.server.fail({ fault: { kind: 'reply', reply }, path: /\/cancel$/ });
  expect(await account.during(account.provider.endSession(session.id))).toMatchObject({
    ok: false,
    problem: { code: 'timed-out' },
  });
  expect(session.now().state).toBe('ready');
  expect(await account.during(account.provider.endSession(session.id))).toEqual({ ok: true, value: undefined });
  expect(session.now().state).toBe('closed');
});

test('ending a session that has no job yet cancels its workflow', async () => {
  await using account = await TestAccount.open();
  const session = await startSession(account, 'test · Totals');
  expect(await account.during(account.provider.endSession(session.id))).toEqual({ ok: true, value: undefined });
  expect(session.now().state).toBe('closed');
  expect(account.requests(/\/workflow\/[^/]+\/cancel$/)).toBe(1);
});

test('a job that is cancelled at CircleCI closes its session', async () => {
  await using account = await TestAccount.open();
  const session = await startSession(account, 'test · Totals');
  await account.until(() => session.now().state === 'ready');
  account.simulator.cancel(jobOf(account));
  await account.until(() => session.now().state !== 'ready', { limitMs: 20_000 });
  expect(session.now()).toMatchObject({ state: 'closed', machines: [] });
});

test('without a registered key the session says where to put one', async () => {
  await using account = await TestAccount.open({ keys: [] });
  const session = await startSession(account, 'test · Totals');
  await account.until(() => session.now().state === 'failed');
  expect(session.now().problem).toMatchObject({
    code: 'key-not-registered',
    message: expect.stringContaining('no SSH key'),
    link: `${account.simulator.origin}/settings/user/job-ssh-keys`,
  });
  expect(account.clock.now()).toBeLessThan(jobOf(account).queuedAt + 30_000);
});

test('a parallel job gives one session with a machine for each execution', async () => {
  await using account = await TestAccount.open();
  const session = await startSession(account, 'browser-tests');
  await account.until(() => session.now().machines.length === 2);
  expect(session.now().machines).toMatchObject([
    { index: 0, name: 'browser-tests 0', endpoints: [{ port: 64_535 }] },
    { index: 1, name: 'browser-tests 1', endpoints: [{ port: 64_536 }] },
  ]);
  expect(session.now().failedStep?.machine).toBe(1);
});

test('a Windows machine has its three shells, PowerShell first, and the failed step is replayed in it', async () => {
  await using account = await TestAccount.open({ sshForm: 'windows' });
  const session = await startSession(account, 'windows-tests');
  await account.until(() => session.now().state === 'ready');
  const [machine] = session.now().machines;
  expect(machine?.os).toBe('windows');
  expect(machine?.endpoints[0]).toMatchObject({
    shells: [
      { name: 'PowerShell', command: 'powershell.exe' },
      { name: 'Bash', command: 'bash.exe' },
      { name: 'Command Prompt', command: 'cmd.exe' },
    ],
  });
  const encoded = /-EncodedCommand (\S+)$/.exec(session.now().failedStep?.replayLine ?? '')?.[1] ?? '';
  expect(Buffer.from(encoded, 'base64').toString('utf16le')).toBe('Invoke-Pester -Output Detailed');
});

test.each([
  ['proxy', { user: expect.stringMatching(/^[0-9a-f-]{36}-0$/), host: '203.0.113.7', port: 64_535 }],
  ['with-user', { user: 'ubuntu', host: '203.0.113.7', port: 64_535 }],
  ['host-name', { user: 'circleci', host: 'localhost', port: 64_535 }],
] as const)('reads the address in its form "%s"', async (sshForm, endpoint) => {
  await using account = await TestAccount.open({ sshForm });
  const session = await startSession(account, 'test · Totals');
  await account.until(() => session.now().state === 'ready');
  expect(session.now().machines[0]?.endpoints).toMatchObject([endpoint]);
});

test('on the cloud the address is worked out when the step does not say it', async () => {
  const node = createNodeTransport();
  await using account = await TestAccount.open({
    origin: 'https://circleci.com',
    transport: (simulator) => (request) =>
      node({ ...request, url: new URL(`${request.url.pathname}${request.url.search}`, simulator.origin) }),
  });
  account.simulator.sshText = () => 'Somebody changed what this step prints.';
  const session = await startSession(account, 'browser-tests');
  await account.until(() => session.now().machines.length === 2);
  const { id } = jobOf(account);
  expect(session.now().machines.map(({ endpoints }) => endpoints[0])).toEqual([
    { kind: 'ssh', host: 'ssh.circleci.com', port: 22, user: `${id}-0` },
    { kind: 'ssh', host: 'ssh.circleci.com', port: 22, user: `${id}-1` },
  ]);
});

test.each([
  'ssh -p 22 -oProxyCommand=touch${IFS}/tmp/x',
  'ssh -p 22 -- -oProxyCommand=id@203.0.113.7',
  'ssh -oProxyCommand=id -p 22 203.0.113.7',
  'ssh -p 0 203.0.113.7',
  'ssh -p 99999 203.0.113.7',
  'ssh -p 22 $(id)@203.0.113.7',
])('a step that says "%s" leads nowhere', async (line) => {
  await using account = await TestAccount.open();
  account.simulator.sshText = () => line;
  const session = await startSession(account, 'test · Totals');
  await account.until(() => session.now().state === 'failed');
  expect(session.now().problem).toMatchObject({ code: 'service-failed', hint: expect.stringContaining('pasted') });
});

test('a step of the configuration that is named like the real one is not believed', async () => {
  await using account = await TestAccount.open({ isEmpty: true, keys: [] });
  const { world, clock } = account.simulator;
  const trap = {
    name: 'Enable SSH',
    type: 'run',
    command: 'echo trap',
    lines: ['ssh -p 22 203.0.113.66'],
    durationMs: 60_000,
  };
  const broken = { name: 'Break', type: 'run', command: 'exit 1', lines: [], durationMs: 1000, exitCode: 1 };
  world.addRun(world.addProject('gh/acme/shop'), clock.now(), {
    branch: 'main',
    subject: 'Trap',
    agoMs: 3_600_000,
    jobs: [{ name: 'test', executor: 'docker', resourceClass: 'small', executions: [[trap, broken]] }],
  });
  const session = await startSession(account, 'test · Trap');
  await account.until(() => session.now().state === 'failed');
  expect(session.now().problem?.code).toBe('key-not-registered');
});

test('a job that waits long for a machine is waited for, less eagerly', async () => {
  await using account = await TestAccount.open({ isEmpty: true });
  const { world, clock } = account.simulator;
  const step = { name: 'Run', type: 'run', command: 'x', lines: [], durationMs: 1000, exitCode: 1 };
  world.addRun(world.addProject('gh/acme/shop'), clock.now(), {
    branch: 'main',
    subject: 'Busy',
    agoMs: 3_600_000,
    jobs: [
      { name: 'test', executor: 'macos', resourceClass: 'm4pro.medium', executions: [[step]], queueMs: 20 * 60_000 },
    ],
  });
  const session = await startSession(account, 'test · Busy');
  account.pace.set('relaxed');
  const before = account.requests();
  await account.pass(19 * 60_000, 10_000);
  expect(session.now().state).toBe('queued');
  // The second API tells a start also of jobs that have not begun.
  expect(account.builds.get(session.now().rebuildId ?? '')).toMatchObject({ state: 'queued', startedAt: undefined });
  expect(account.requests() - before).toBeLessThan(400);
  await account.until(() => session.now().state === 'ready', { limitMs: 90_000 });
  expect(session.now().machines[0]?.os).toBe('macos');
});

test('a limit in between delays the machine and loses nothing', async () => {
  await using account = await TestAccount.open();
  const session = await startSession(account, 'test · Totals');
  await account.until(() => session.now().state === 'preparing');
  const reply = { status: 429, json: { message: 'Rate limit exceeded' }, headers: { 'retry-after': '20' } };
  account.simulator.server.fail({ fault: { kind: 'reply', reply } });
  await account.until(() => account.accounts.at(-1)?.state === 'limited');
  const requests = account.requests();
  await account.pass(15_000, 1_000);
  expect(account.requests()).toBe(requests);
  expect(session.now().state).toBe('preparing');
  await account.until(() => session.now().state === 'ready', { limitMs: 60_000 });
});

test('SSH that is switched off for the project is said before anything is asked', async () => {
  await using account = await TestAccount.open();
  await account.start();
  const { id } = account.build((row) => row.projectName === 'warehouse');
  const started = await account.during(account.provider.rebuildWithAccess(id));
  expect(started).toMatchObject({
    ok: false,
    problem: { code: 'no-right', message: expect.stringContaining('switched off') },
  });
  expect(account.requests(/rerun$/)).toBe(0);
  const detail = await account.during(account.provider.detail(id));
  expect(detail).toMatchObject({ ok: true, value: { noAccess: expect.stringContaining('switched off') } });
});

test('a server without the third API gives sessions too', async () => {
  await using account = await TestAccount.open({ hasV3: false });
  const session = await startSession(account, 'test · Totals');
  await account.until(() => session.now().state === 'ready');
  expect(session.now().machines).toMatchObject([
    { endpoints: [{ host: '203.0.113.7' }], hostKey: { sha256: HOST_KEY } },
  ]);
  expect(await account.during(account.provider.endSession(session.id))).toMatchObject({ ok: true });
  expect(session.now().state).toBe('closed');
});

test.each([26 * 3_600_000, -26 * 3_600_000])(
  'a clock that is %d ms ahead at the service does not move the deadline',
  async (skewMs) => {
    await using account = await TestAccount.open({ skewMs });
    const session = await startSession(account, 'test · Totals');
    await account.until(() => session.now().events.finishedAt);
    expect(account.clock.now() - (session.now().events.finishedAt ?? 0)).toBeGreaterThanOrEqual(0);
    expect(account.clock.now() - (session.now().events.finishedAt ?? 0)).toBeLessThan(10_000);
  },
);
