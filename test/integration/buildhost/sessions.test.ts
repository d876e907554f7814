import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HostedSession } from '../../../main/contract/buildhost-control.ts';
import { createOpenSshClient, type OpenSshClient } from '../../fixtures/ssh/client.ts';
import { toolsMissing } from '../../fixtures/ssh/tools.ts';
import {
  configText,
  get,
  isAlive,
  makeRepository,
  startHost,
  temporaryFolder,
  writeFiles,
  type TestHost,
} from './test-host.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

const MINUTE_MS = 60_000;

let temporary: ReturnType<typeof temporaryFolder>;
let host: TestHost;
let folder: string;
let cleanUp: AsyncDisposableStack;
beforeEach(async () => {
  cleanUp = new AsyncDisposableStack();
  temporary = temporaryFolder();
  folder = join(temporary.path, 'shop');
  host = await startHost(join(temporary.path, 'data'));
});
afterEach(async () => {
  await cleanUp.disposeAsync();
  await host[Symbol.asyncDispose]();
  temporary[Symbol.dispose]();
});

async function startSession(steps: Record<string, string>, more: Record<string, unknown> = {}) {
  makeRepository(folder, { 'jumpseat.yml': configText(steps, more), 'a.txt': 'x' });
  const buildId = await host.run(await host.addProject(folder));
  await host.finished(buildId);
  const started = await get(host.handlers['sessions.start']({ buildId }, []));
  return { buildId, id: started.id, rebuildId: started.rebuildId ?? '' };
}

async function sshTo(session: HostedSession, machine = 0): Promise<OpenSshClient> {
  const target = session.machines[machine];
  if (target === undefined) throw new Error('no such machine');
  return cleanUp.use(await createOpenSshClient(target));
}

async function isListening({ machines: [machine] }: HostedSession): Promise<boolean> {
  const socket = connect(machine?.port ?? 0, machine?.host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const workspaces = (): string[] => readdirSync(join(temporary.path, 'data', 'workspaces'));

describeNeeding(toolsMissing('ssh', 'bash'), 'a rebuild with remote access', () => {
  it('goes through its states, and names the machine, the failed step and the places', async () => {
    const { buildId, id, rebuildId } = await startSession(
      { Fine: 'true', "Isn't": 'echo bad > made.txt; exit 3' },
      { name: 'Shop & Co', artifacts: ['made.txt'] },
    );
    const ready = await host.session(id, 'ready');
    const states = host.events.flatMap(({ name, payload }) => (name === 'session' ? [payload.state] : []));
    expect(states.filter((state, at) => state !== states[at - 1])).toEqual(['queued', 'preparing', 'ready']);
    expect(ready).toMatchObject({
      buildId,
      rebuildId,
      failedStep: {
        name: "Isn't",
        machine: 0,
        command: 'echo bad > made.txt; exit 3',
        replayLine: "run-step 'Isn'\\''t'",
      },
      machines: [
        { index: 0, host: '127.0.0.1', user: 'shop-co-2', hostKey: { algorithm: 'ssh-ed25519', source: 'provider' } },
      ],
    });
    expect(await host.finished(rebuildId)).toMatchObject({
      hasAccess: true,
      rebuildOf: buildId,
      state: 'failed',
      number: 2,
    });
    const done = await host.until(async () => {
      const last = await host.session(id, 'ready');
      return last.finishedAt === undefined ? undefined : last;
    });
    const places = Object.fromEntries(done.places.map(({ name, path }) => [name, path]));
    expect(Object.keys(places)).toEqual(['project clone', 'steps', 'step logs', 'artifacts']);
    expect(readFileSync(join(places['project clone'] ?? '', 'a.txt'), 'utf8')).toBe('x');
    expect(readdirSync(places['steps'] ?? '')).toEqual(['01-fine.sh', '02-isn-t.sh']);
    expect(readFileSync(join(places['steps'] ?? '', '02-isn-t.sh'), 'utf8')).toBe('echo bad > made.txt; exit 3\n');
    expect(readdirSync(places['step logs'] ?? '')).toEqual([
      '00-checkout.log',
      '01-fine.log',
      '02-isn-t.log',
      '03-artifacts.log',
    ]);
    expect(readFileSync(join(places['artifacts'] ?? '', 'made.txt'), 'utf8')).toBe('bad\n');
  });

  it('lets people in while its steps still run', async () => {
    makeRepository(folder, { 'jumpseat.yml': configText({ Wait: 'while [ ! -e go ]; do sleep 0.05; done; cat go' }) });
    const buildId = await host.run(await host.addProject(folder), true);
    await host.handlers['builds.cancel']({ buildId }, []);
    const { id, rebuildId = '' } = await get(host.handlers['sessions.start']({ buildId }, []));
    const client = await sshTo(await host.session(id, 'ready'));
    expect((await host.build(rebuildId)).state).toBe('running');
    expect((await client.ssh(['machine', 'echo come on > go'])).code).toBe(0);
    expect(await host.finished(rebuildId)).toMatchObject({ state: 'passed' });
    expect((await host.steps(rebuildId))['Wait']?.log).toBe('come on\n');
  });

  it('starts people in the clone with the environment of the build and the steps at hand', async () => {
    const { id, rebuildId } = await startSession({ Env: 'env | sort' }, { env: { GREETING: "it's 5 o'clock" } });
    await host.finished(rebuildId);
    const client = await sshTo(await host.session(id, 'ready'));
    const said = (
      await client.ssh([
        'machine',
        'pwd; echo "$JUMPSEAT_BUILD_DIR"; echo "$GREETING $CI $JUMPSEAT_BUILD_NUMBER"; ls "$JUMPSEAT_STEPS_DIR"; command -v poweroff',
      ])
    ).stdout
      .toString()
      .split('\n');
    expect(said[0]).toBe(said[1]);
    expect(said[2]).toBe("it's 5 o'clock true 2");
    expect(said[3]).toBe('01-env.sh');
    expect(said[4]).toBe(join(said[0] ?? '', '..', 'bin', 'poweroff'));
  });

  it('runs a step again exactly as the build did: environment, folder, shell, input, status', async () => {
    const look =
      'env | sort; pwd; set -o | grep -E "errexit|pipefail"; [ -t 0 ] || echo no input; [ -t 1 ] || echo no terminal; cat; false | true; echo unreached';
    makeRepository(folder, {
      'jumpseat.yml': JSON.stringify({
        env: { A: '1' },
        steps: [
          { name: "What's up?", run: look, env: { B: '$HOME `x` "y"\n z' } },
          { name: 'Two', run: 'exit 42' },
          { name: 'Two', run: 'echo second' },
        ],
      }),
    });
    const buildId = await host.run(await host.addProject(folder));
    await host.finished(buildId);
    const { id, rebuildId = '' } = await get(host.handlers['sessions.start']({ buildId }, []));
    await host.finished(rebuildId);
    const client = await sshTo(await host.session(id, 'ready'));
    const built = (await host.steps(rebuildId))["What's up?"];
    expect(built).toMatchObject({ state: 'failed', exitCode: 1 });
    // In a terminal as well, where what is typed would be echoed.
    for (const [options, input] of [
      [['machine'], 'unread\n'],
      [['-tt', 'machine'], ''],
    ] as const) {
      const again = await client.ssh([...options, 'export EXTRA=1; run-step "What\'s up?"'], { input });
      expect(again.stdout.toString().replaceAll('\r\n', '\n')).toBe(built?.log);
      expect(again.code).toBe(1);
    }
    expect((await client.ssh(['machine', 'run-step 2'])).code).toBe(42);
    expect((await client.ssh(['machine', 'run-step 3'])).stdout.toString()).toBe('second\n');
    const unknown = await client.ssh(['machine', 'run-step nope']);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no step "nope"') });
    expect((await client.ssh(['machine', 'run-step'])).stdout.toString()).toContain("  1  What's up?\n  2  Two\n");
  });

  it('has bash tell the terminal which folder it is in', async () => {
    const { id } = await startSession({ Fail: 'exit 1' });
    const client = await sshTo(await host.session(id, 'ready'));
    const script = 'mkdir "a 10% b" && cd "a 10% b" && bash --norc -i';
    const typed = await client.ssh(['-tt', 'machine', script], { input: 'exit\n' });
    expect(typed.stdout.toString()).toMatch(/\u001B\]7;file:\/\/[^/]*\/.*\/a 10%25 b\u001B\\/);
  });

  it('has a server for each machine, and ends them together', async () => {
    const { id } = await startSession({ Fail: 'exit $JUMPSEAT_MACHINE_INDEX' }, { machines: 2 });
    const ready = await host.session(id, 'ready');
    expect(ready.machines.map(({ index, name }) => [index, name])).toEqual([
      [0, 'shop-2-1'],
      [1, 'shop-2-2'],
    ]);
    expect(ready.failedStep?.machine).toBe(1);
    expect(ready.places).toContainEqual(expect.objectContaining({ machine: 1, name: 'project clone' }));
    for (const machine of [0, 1]) {
      const client = await sshTo(ready, machine);
      expect((await client.ssh(['machine', 'run-step Fail'])).code).toBe(machine);
    }
    const client = await sshTo(ready, 1);
    await client.ssh(['machine', 'poweroff']);
    await host.session(id, 'closed');
    expect(await isListening(ready)).toBe(false);
  });
});

describeNeeding(toolsMissing('ssh', 'bash'), 'a session ends', () => {
  /** A process on the machine that outlives the shell it was started from. */
  async function leaveProcess(client: OpenSshClient): Promise<number> {
    const said = await client.ssh(['machine', 'setsid sleep 1000 >/dev/null 2>&1 & echo $!']);
    return Number(said.stdout.toString());
  }

  async function expectGone(session: HostedSession, pid: number): Promise<void> {
    expect(await isListening(session)).toBe(false);
    expect(isAlive(pid)).toBe(false);
    expect(workspaces()).toEqual([]);
    const last = host.events.findLast(({ name }) => name === 'session');
    expect(last).toMatchObject({ payload: { machines: [] } });
  }

  it('by poweroff, which says so before the line is cut', async () => {
    const { id } = await startSession({ Fail: 'false' });
    const ready = await host.session(id, 'ready');
    const client = await sshTo(ready);
    const pid = await leaveProcess(client);
    expect(isAlive(pid)).toBe(true);
    const said = await client.ssh(['machine', 'poweroff']);
    expect(said.stdout.toString()).toContain('The session is ending');
    await host.session(id, 'closed');
    await expectGone(ready, pid);
  });

  it('by the button, also while its build runs and somebody types', async () => {
    makeRepository(folder, { 'jumpseat.yml': configText({ Hang: 'sleep 1000' }) });
    const buildId = await host.run(await host.addProject(folder));
    await host.handlers['builds.cancel']({ buildId }, []);
    const { id, rebuildId = '' } = await get(host.handlers['sessions.start']({ buildId }, []));
    const ready = await host.session(id, 'ready');
    const client = await sshTo(ready);
    const pid = await leaveProcess(client);
    const typing = client.ssh(['-tt', 'machine', 'sleep 1000']);
    await host.until(() =>
      host.events.some(({ name, payload }) => name === 'session' && payload.firstConnectedAt !== undefined)
        ? true
        : undefined,
    );
    expect(await host.handlers['sessions.end']({ sessionId: id }, [])).toEqual({ ok: true, value: undefined });
    expect((await typing).code).not.toBe(0);
    expect((await host.build(rebuildId)).state).toBe('cancelled');
    await host.session(id, 'closed');
    await expectGone(ready, pid);
    expect(await host.handlers['sessions.end']({ sessionId: id }, [])).toMatchObject({
      problem: { code: 'not-found' },
    });
  });

  it('ten minutes after the build when nobody connected', async () => {
    const { id } = await startSession({ Fail: 'false' });
    const ready = await host.until(async () => {
      const session = await host.session(id, 'ready');
      return session.finishedAt === undefined ? undefined : session;
    });
    host.clock.push(10 * MINUTE_MS - 30_000);
    expect(await isListening(ready)).toBe(true);
    host.clock.push(30_000);
    const expired = await host.session(id, 'expired');
    expect(expired.problem).toMatchObject({
      code: 'session-ended',
      message: expect.stringContaining('nobody connected'),
    });
    expect(await isListening(ready)).toBe(false);
    expect(workspaces()).toEqual([]);
  });

  it('an hour after the first connection, whenever the build was over', async () => {
    const { id, rebuildId } = await startSession({ Fail: 'false' });
    await host.finished(rebuildId);
    const ready = await host.session(id, 'ready');
    host.clock.push(9 * MINUTE_MS);
    const client = await sshTo(ready);
    const pid = await leaveProcess(client);
    host.clock.push(30 * MINUTE_MS);
    // Another connection does not begin the hour again.
    expect((await client.ssh(['machine', 'true'])).code).toBe(0);
    host.clock.push(29 * MINUTE_MS);
    expect((await client.ssh(['machine', 'true'])).code).toBe(0);
    host.clock.push(MINUTE_MS);
    const expired = await host.session(id, 'expired');
    expect(expired.problem?.message).toContain('1 hour after the first connection');
    await expectGone(ready, pid);
    expect((await client.ssh(['machine', 'true'])).code).toBe(255);
  });

  it('an hour later each time it is asked for, up to a day in all', async () => {
    const { id, rebuildId } = await startSession({ Fail: 'false' });
    await host.finished(rebuildId);
    const ready = await host.session(id, 'ready');
    await host.until(async () => (await host.session(id, 'ready')).finishedAt);
    const extend = () => Promise.resolve(host.handlers['sessions.extend']({ sessionId: id }, []));
    host.clock.push(9 * MINUTE_MS);
    expect(await extend()).toEqual({ ok: true, value: undefined });
    host.clock.push(60 * MINUTE_MS);
    expect(await host.session(id, 'ready')).toMatchObject({ extendedMs: 60 * MINUTE_MS });
    expect(await isListening(ready)).toBe(true);
    for (let hour = 2; hour <= 23; hour += 1) expect((await extend()).ok).toBe(true);
    expect(await extend()).toMatchObject({ ok: false, problem: { code: 'limit-reached' } });
    host.clock.push(22 * 60 * MINUTE_MS);
    expect(await isListening(ready)).toBe(true);
    host.clock.push(2 * MINUTE_MS);
    const expired = await host.session(id, 'expired');
    expect(expired.problem?.message).toContain('nobody connected in the 23 hours 10 minutes after the build');
    expect(await isListening(ready)).toBe(false);
    expect(await extend()).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  it('not because somebody set the clock', async () => {
    await host[Symbol.asyncDispose]();
    let setByMs = 0;
    host = await startHost(join(temporary.path, 'data'), { uptimeMs: () => host.clock.now() - setByMs });
    const { id, rebuildId } = await startSession({ Fail: 'false' });
    await host.finished(rebuildId);
    await host.until(async () => (await host.session(id, 'ready')).finishedAt);
    setByMs = 3 * 60 * MINUTE_MS;
    host.clock.push(setByMs);
    expect((await host.session(id, 'ready')).state).toBe('ready');
    host.clock.push(10 * MINUTE_MS);
    await host.session(id, 'expired');
  });

  it('some time after its build when that outlasts the hour', async () => {
    makeRepository(folder, {
      'jumpseat.yml': configText({ Long: 'while [ ! -e go ]; do sleep 0.05; done' }, { timeout: '5h' }),
    });
    const buildId = await host.run(await host.addProject(folder));
    await host.handlers['builds.cancel']({ buildId }, []);
    const { id } = await get(host.handlers['sessions.start']({ buildId }, []));
    const ready = await host.session(id, 'ready');
    const client = await sshTo(ready);
    await client.ssh(['machine', 'true']);
    host.clock.push(2 * 60 * MINUTE_MS);
    expect((await client.ssh(['machine', 'true'])).code).toBe(0);
    await client.ssh(['machine', 'touch go']);
    await host.until(async () => (await host.session(id, 'ready')).finishedAt);
    host.clock.push(9 * MINUTE_MS);
    expect((await client.ssh(['machine', 'true'])).code).toBe(0);
    host.clock.push(2 * MINUTE_MS);
    await host.session(id, 'expired');
    expect(await isListening(ready)).toBe(false);
  });

  it('when the app closes', async () => {
    const { id } = await startSession({ Fail: 'false' });
    const ready = await host.session(id, 'ready');
    const pid = await leaveProcess(await sshTo(ready));
    await get(host.handlers.close(undefined, []));
    await expectGone(ready, pid);
  });

  it('as failed when its machine cannot be opened, with the reason', async () => {
    await host[Symbol.asyncDispose]();
    host = await startHost(join(temporary.path, 'data'), {
      startServer: () => Promise.reject(new Error('no port is free')),
    });
    const { id } = await startSession({ Fail: 'false' });
    const failed = await host.session(id, 'failed');
    expect(failed.problem?.message).toContain('no port is free');
    expect(workspaces()).toEqual([]);
  });
});

it('keeps a project from being removed, and its build from being pruned, while it lives', async () => {
  await host[Symbol.asyncDispose]();
  host = await startHost(join(temporary.path, 'data'), { keptBuilds: 1 });
  const { buildId, id, rebuildId } = await startSession({ Fail: 'false' });
  await host.session(id, 'ready');
  await host.finished(rebuildId);
  const { projectId } = await host.build(buildId);
  expect(await host.handlers['projects.remove']({ projectId }, [])).toMatchObject({ problem: { code: 'busy' } });
  await get(host.handlers['sessions.end']({ sessionId: id }, []));
  expect(await host.handlers['builds.detail']({ buildId }, [])).toMatchObject({ problem: { code: 'not-found' } });
  expect(await host.handlers['projects.remove']({ projectId }, [])).toMatchObject({ ok: true });
});

it('uses the person’s own changes, kept from the first build', async () => {
  makeRepository(folder, { 'jumpseat.yml': configText({ Fail: 'cat a.txt; false' }), 'a.txt': 'committed' });
  writeFiles(folder, { 'a.txt': 'uncommitted' });
  const buildId = await host.run(await host.addProject(folder), true);
  await host.finished(buildId);
  writeFiles(folder, { 'a.txt': 'later' });
  const { id } = await get(host.handlers['sessions.start']({ buildId }, []));
  const { places } = await host.session(id, 'ready');
  const clone = places[0]?.path ?? '';
  expect(readFileSync(join(clone, 'a.txt'), 'utf8')).toBe('uncommitted');
  expect(existsSync(join(clone, '.git'))).toBe(true);
});
