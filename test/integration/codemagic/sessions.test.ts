import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codemagic } from '../../../main/providers/codemagic/service.ts';
import type { ProviderMachine } from '../../../main/providers/provider.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { scriptForms, type ScriptForm } from '../../simulators/codemagic/access-script.ts';
import {
  startCodemagic,
  type CodemagicOptions,
  type CodemagicSimulator,
} from '../../simulators/codemagic/start-codemagic.ts';
import type { SimulatedBuild } from '../../simulators/codemagic/world.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { settle, stepUntil } from '../../simulators/lib/step-until.ts';
import { machineMissing } from '../../simulators/machine/machine.ts';
import { good, serveAccount, type ServedAccount } from '../../simulators/scripted-builds/served-account.ts';

const stack = perTest();

class Scene {
  readonly clock: SteppedClock;
  readonly simulator: CodemagicSimulator;
  readonly account: ServedAccount;
  /** A real machine takes its own time. */
  skipsIdle = false;

  constructor(clock: SteppedClock, simulator: CodemagicSimulator, account: ServedAccount) {
    this.clock = clock;
    this.simulator = simulator;
    this.account = account;
  }

  static async open(
    machines: 'real' | 'none' = 'none',
    { clock: simulatorClock, keyType }: Pick<CodemagicOptions, 'keyType'> & { clock?: SteppedClock } = {},
  ): Promise<Scene> {
    const clock = new SteppedClock();
    const simulator = stack.use(
      await startCodemagic({
        clock: simulatorClock ?? clock,
        machines,
        olderBuilds: 2,
        ...(keyType === undefined ? {} : { keyType }),
      }),
    );
    const account = stack.use(serveAccount(codemagic, { origin: simulator.origin, token: simulator.token, clock }));
    good(await account.provider.refresh());
    const scene = new Scene(clock, simulator, account);
    scene.skipsIdle = machines === 'none';
    return scene;
  }

  /** The failed build of an app. */
  source(app = 'storefront-ios'): SimulatedBuild {
    const found = this.simulator.world.visible().find((build) => build.app.name === app && build.branch !== 'main');
    if (found === undefined) throw new Error(`no failed build of ${app}`);
    return found;
  }

  id(build: SimulatedBuild): string {
    return `account-1:${build.id}`;
  }

  async until<T>(condition: () => T, limitMs = 600_000): Promise<T> {
    const { skipsIdle } = this;
    return stepUntil(this.clock, condition, { servers: [this.simulator.server], limitMs, skipsIdle });
  }

  /** Asks for a machine, ticks the box on the website, and waits for what comes of it. */
  async rebuild(source: SimulatedBuild): Promise<{ sessionId: string; rebuild: SimulatedBuild }> {
    const session = await this.account.request(this.id(source));
    await settle([this.simulator.server]);
    const rebuild = this.simulator.startOnWebsite({ ...source, hasAccess: true, at: this.clock.now() });
    await this.simulator.machineOf(rebuild.id);
    await this.until(() => this.account.session(session.id).state === 'ready');
    return { sessionId: session.id, rebuild };
  }
}

function machineOf(account: ServedAccount, sessionId: string): ProviderMachine {
  const [machine] = account.session(sessionId).machines;
  if (machine === undefined) throw new Error('the session has no machine');
  return machine;
}

/** Runs a command on the machine with the system's SSH client, with what the provider found out. */
function run(machine: ProviderMachine, command: string): { status: number | null; stdout: string; stderr: string } {
  const endpoint = machine.endpoints.find(({ kind }) => kind === 'ssh');
  const [identity] = machine.identities;
  if (endpoint?.kind !== 'ssh' || identity?.kind !== 'private-key') throw new Error('no way to sign in by key');
  const folder = mkdtempSync(join(tmpdir(), 'sign-in-'));
  try {
    writeFileSync(join(folder, 'key'), identity.privateKey, { mode: 0o600 });
    const known = ['-o', 'StrictHostKeyChecking=accept-new', '-o', `UserKnownHostsFile=${join(folder, 'known')}`];
    const options = '-F none -o IdentitiesOnly=yes -o BatchMode=yes'.split(' ');
    const login = [...options, '-i', join(folder, 'key'), ...known];
    const target = ['-p', String(endpoint.port), `${endpoint.user}@${endpoint.host}`, command];
    return spawnSync('ssh', [...login, ...target], { encoding: 'utf8', timeout: 50_000 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('rebuild with remote access', () => {
  test('first says in three steps what to do, on the page where it is done', async () => {
    const scene = await Scene.open();
    const source = scene.source();
    const session = await scene.account.request(scene.id(source));
    expect(session).toMatchObject({
      state: 'requested',
      title: `storefront-ios #${source.index}`,
      buildId: scene.id(source),
      rule: { kind: 'build-limit', idleMs: 600_000, limitMs: 3_600_000, isTold: false },
      guide: { link: `${scene.simulator.origin}/app/${source.app.id}`, wantsPaste: false },
      failedStep: { name: 'Run tests', command: 'sh test.sh', replayLine: 'cd ~/clone && sh test.sh' },
    });
    expect(session.guide?.steps).toHaveLength(3);
    expect(session.guide?.steps[1]).toContain('“tax-rounding”');
    const page = await fetch(session.guide?.link ?? '');
    expect(await page.text()).toContain('Enable SSH/VNC access');
  });

  test('a form sent on that page starts the build that is noticed', async () => {
    const scene = await Scene.open();
    const source = scene.source();
    const session = await scene.account.request(scene.id(source));
    const fields = new URLSearchParams({ branch: 'tax-rounding', workflow: 'ios-test', access: 'on' });
    await fetch(`${session.guide?.link}/start`, { method: 'POST', body: fields, redirect: 'manual' });
    await scene.until(() => scene.account.session(session.id).rebuildId !== undefined);
    expect(scene.account.session(session.id).guide).toBeUndefined();
  });

  test('goes from the click to a shell that fails as the build did', async ({ skip }) => {
    skip(machineMissing !== undefined, machineMissing);
    // The service's own keys are RSA keys.
    const scene = await Scene.open('real', { keyType: 'rsa' });
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    const seen = scene.account.sessionStates.filter(({ id }) => id === sessionId).map(({ state }) => state);
    expect(seen[0]).toBe('requested');
    expect(seen.at(-1)).toBe('ready');
    expect(seen).toContain('preparing');
    expect(scene.account.session(sessionId)).toMatchObject({
      rebuildId: scene.id(rebuild),
      places: [{ machine: 0, name: 'Sources', path: '/Users/builder/clone' }],
    });
    const machine = machineOf(scene.account, sessionId);
    expect(machine).toMatchObject({
      os: 'macos',
      endpoints: [
        { kind: 'ssh', host: '127.0.0.1', user: 'builder' },
        { kind: 'vnc', host: '127.0.0.1', user: 'builder', password: 'aB2-x_9Q' },
      ],
    });
    const replay = run(machine, `bash -c ${JSON.stringify(scene.account.session(sessionId).failedStep?.replayLine)}`);
    expect(replay).toMatchObject({ status: 1, stdout: expect.stringContaining('FAIL tax is rounded half up') });
    expect(scene.account.builds.get(scene.id(rebuild))).toMatchObject({ hasAccess: true });
  });

  test.for(Object.keys(scriptForms) as ScriptForm[])(
    'the key is read out of the script and not run: %s',
    async (form, { skip }) => {
      skip(machineMissing !== undefined, machineMissing);
      const scene = await Scene.open('real');
      scene.simulator.script = scriptForms[form];
      scene.simulator.switches.isScriptUrlRelative = form === 'variables';
      const { sessionId } = await scene.rebuild(scene.source());
      expect(run(machineOf(scene.account, sessionId), 'cat machine-name')).toMatchObject({
        status: 0,
        stdout: 'codemagic-storefront-ios\n',
      });
    },
  );

  test('neither the address of the script nor the key gets into a log, and the token does not go there', async () => {
    const scene = await Scene.open();
    const { rebuild } = await scene.rebuild(scene.source());
    const asked = scene.simulator.server.exchanges.filter(({ path }) => path.startsWith('/ssh-access/'));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers['x-auth-token']).toBeUndefined();
    expect(scene.account.logLines.join('\n')).not.toContain(rebuild.accessToken);
  });

  test('a script that cannot be had is no secret in the log either, and the screen is offered without it', async () => {
    const scene = await Scene.open();
    scene.simulator.server.fail({
      fault: { kind: 'reply', reply: { status: 403, text: 'denied' } },
      path: /^\/ssh-access\//,
      times: 100,
    });
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    expect(scene.account.session(sessionId).problem?.message).toContain('cannot read the script');
    expect(machineOf(scene.account, sessionId).endpoints.map(({ kind }) => kind)).toEqual(['vnc']);
    const said = [...scene.account.logLines, ...scene.account.sessionStates.map((state) => JSON.stringify(state))];
    expect(said.join('\n')).not.toContain(rebuild.accessToken);
  });

  test.each([
    ['something else', () => 'echo hello\n'],
    [
      'an option as host',
      ({ privateKey }: { privateKey: string }) =>
        `cat <<E >key\n${privateKey}E\nssh -i key -p 22 builder@-oProxyCommand=id\n`,
    ],
    [
      'a command as host',
      ({ privateKey }: { privateKey: string }) => `cat <<E >key\n${privateKey}E\nssh -i key -p 22 'builder@$(id)'\n`,
    ],
    [
      'a port that is none',
      ({ privateKey }: { privateKey: string }) =>
        `cat <<E >key\n${privateKey}E\nssh -i key -p 99999 builder@127.0.0.1\n`,
    ],
  ])('a script that says %s leaves the screen, and says so plainly', async (_name, script) => {
    const scene = await Scene.open();
    scene.simulator.script = script;
    const { sessionId } = await scene.rebuild(scene.source());
    const session = scene.account.session(sessionId);
    expect(session.problem).toMatchObject({ link: expect.stringContaining('/build/') });
    expect(session.problem?.message).toContain('It was not run.');
    expect(session.machines[0]).toMatchObject({ identities: [], endpoints: [{ kind: 'vnc' }] });
  });

  test('a Windows machine is a screen over RDP, and nothing else', async () => {
    const scene = await Scene.open();
    const { sessionId } = await scene.rebuild(scene.source('till'));
    const session = scene.account.session(sessionId);
    expect(session.problem).toBeUndefined();
    expect(session.machines[0]).toMatchObject({ os: 'windows', endpoints: [{ kind: 'rdp', user: 'builder' }] });
    expect(scene.simulator.server.exchanges.some(({ path }) => path.startsWith('/ssh-access/'))).toBe(false);
  });

  test('says so when the box was forgotten, and takes the next build that has it', async () => {
    const scene = await Scene.open();
    const source = scene.source();
    const session = await scene.account.request(scene.id(source));
    const plain = scene.simulator.startOnWebsite({ ...source, hasAccess: false, at: scene.clock.now() });
    await scene.until(() => scene.account.sessionStates.some(({ guide }) => guide?.steps.length === 4));
    expect(scene.account.session(session.id).guide?.steps[3]).toContain(`#${plain.index}`);
    const second = scene.simulator.startOnWebsite({ ...source, hasAccess: true, at: scene.clock.now() });
    await scene.until(() => scene.account.session(session.id).rebuildId === scene.id(second));
  });

  test('of several new builds it takes the one of the same workflow and branch', async () => {
    const scene = await Scene.open();
    const source = scene.source();
    const session = await scene.account.request(scene.id(source));
    await settle([scene.simulator.server]);
    const { app } = source;
    const release = app.workflows[1] ?? source.workflow;
    const right = scene.simulator.startOnWebsite({ ...source, hasAccess: true, at: scene.clock.now() });
    scene.simulator.startOnWebsite({ app, workflow: release, branch: 'main', hasAccess: true });
    await scene.until(() => scene.account.session(session.id).rebuildId !== undefined);
    expect(scene.account.session(session.id).rebuildId).toBe(scene.id(right));
  });

  test('two sessions of one app get a machine each', async () => {
    const scene = await Scene.open();
    const source = scene.source();
    const first = await scene.account.request(scene.id(source));
    const second = await scene.account.request(scene.id(source));
    await settle([scene.simulator.server]);
    const one = scene.simulator.startOnWebsite({ ...source, hasAccess: true, at: scene.clock.now() });
    const rebuildOf = (id: string) => scene.account.session(id).rebuildId;
    await scene.until(() => rebuildOf(first.id) ?? rebuildOf(second.id));
    await scene.clock.advance(20_000);
    const other = scene.simulator.startOnWebsite({ ...source, hasAccess: true, at: scene.clock.now() });
    await scene.until(() => rebuildOf(first.id) !== undefined && rebuildOf(second.id) !== undefined);
    expect([rebuildOf(first.id), rebuildOf(second.id)].sort()).toEqual([scene.id(one), scene.id(other)].sort());
  });

  test('gives up after half an hour in which nobody started a build', async () => {
    const scene = await Scene.open();
    const session = await scene.account.request(scene.id(scene.source()));
    await stepUntil(scene.clock, () => scene.account.session(session.id).state === 'failed', {
      servers: [scene.simulator.server],
      stepMs: 30_000,
    });
    expect(scene.account.session(session.id).problem).toMatchObject({ code: 'timed-out' });
  });

  test('clocks that differ do no harm: the build is noticed, and the deadline is that of this computer', async () => {
    const ahead = new SteppedClock(new SteppedClock().now() + 3 * 3_600_000);
    const scene = await Scene.open('none', { clock: ahead });
    const source = scene.source();
    const session = await scene.account.request(scene.id(source));
    await settle([scene.simulator.server]);
    const rebuild = scene.simulator.startOnWebsite({ ...source, hasAccess: true, at: ahead.now() });
    await scene.simulator.machineOf(rebuild.id);
    await scene.until(() => {
      void ahead.advance(1_000);
      return scene.account.session(session.id).state === 'ready';
    });
    const { startedAt = 0 } = scene.account.session(session.id).events;
    expect(Math.abs(startedAt - (rebuild.startAt - 3 * 3_600_000))).toBeLessThan(10_000);
  });
});

describe('the end', () => {
  test('ending the session cancels the build', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    good(await scene.account.provider.endSession(sessionId));
    expect(scene.account.session(sessionId)).toMatchObject({ state: 'closed', machines: [] });
    expect(rebuild.cancelledAt ?? rebuild.releasedAt).toBe(scene.clock.now());
  });

  test('before a build was started there is nothing to cancel', async () => {
    const scene = await Scene.open();
    const session = await scene.account.request(scene.id(scene.source()));
    good(await scene.account.provider.endSession(session.id));
    expect(scene.account.session(session.id).state).toBe('closed');
    expect(scene.simulator.server.exchanges.some(({ path }) => path.endsWith('/cancel'))).toBe(false);
  });

  test('a build that cannot be cancelled leaves the session as it was', async () => {
    const scene = await Scene.open();
    const { sessionId } = await scene.rebuild(scene.source());
    scene.simulator.server.fail({
      fault: { kind: 'reply', reply: { status: 403, json: { error: 'Forbidden' } } },
      path: /\/cancel$/,
    });
    expect(await scene.account.provider.endSession(sessionId)).toMatchObject({
      ok: false,
      problem: { code: 'no-right' },
    });
    expect(scene.account.session(sessionId).state).toBe('ready');
  });

  /** Lets time pass while the end is waited for. */
  async function endOf(scene: Scene, sessionId: string) {
    let isDone = false;
    const ended = scene.account.provider.endSession(sessionId).finally(() => (isDone = true));
    await scene.until(() => isDone);
    return ended;
  }

  test('an end that Codemagic takes and does not carry out is none, and can be asked for again', async () => {
    const scene = await Scene.open();
    const { sessionId } = await scene.rebuild(scene.source());
    scene.simulator.server.fail({ fault: { kind: 'reply', reply: { status: 208 } }, path: /\/cancel$/ });
    expect(await endOf(scene, sessionId)).toMatchObject({
      ok: false,
      problem: { code: 'timed-out', link: expect.stringContaining('/build/') },
    });
    expect(scene.account.session(sessionId).state).toBe('ready');
    good(await endOf(scene, sessionId));
    expect(scene.account.session(sessionId).state).toBe('closed');
  });

  test('of a build that had finished, the end is there when its machine is gone', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    await scene.until(() => scene.clock.now() > rebuild.timeline.endAt + 570_000, 1_200_000);
    scene.simulator.server.fail({ fault: { kind: 'reply', reply: { status: 208 } }, path: /\/cancel$/ });
    good(await endOf(scene, sessionId));
    expect(scene.account.session(sessionId).state).toBe('closed');
    expect(scene.clock.now()).toBeGreaterThanOrEqual(rebuild.timeline.endAt + 600_000);
  });

  test('ten minutes after the build the machine is gone, and the session says so', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    await scene.until(() => scene.account.session(sessionId).state === 'expired', 1_200_000);
    expect(scene.account.session(sessionId)).toMatchObject({ machines: [], problem: { code: 'session-ended' } });
    expect(scene.clock.now()).toBeGreaterThanOrEqual(rebuild.timeline.endAt + 600_000);
    expect(scene.clock.now()).toBeLessThan(rebuild.timeline.endAt + 615_000);
  });

  test('a build that is cancelled on the website takes its session with it', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    scene.simulator.world.cancel(rebuild);
    await scene.until(() => scene.account.session(sessionId).state === 'expired');
    expect(scene.account.session(sessionId).problem?.message).toContain('cancelled');
  });
});

describe('attach', () => {
  test('enters a running build that has remote access, once', async () => {
    const scene = await Scene.open();
    const running = scene.simulator.world.visible().find(({ hasAccess }) => hasAccess);
    if (running === undefined) throw new Error('no build with remote access');
    const session = await scene.account.enter(scene.id(running));
    await scene.until(() => scene.account.session(session.id).state === 'ready');
    const again = await scene.account.enter(scene.id(running));
    expect(again.id).toBe(session.id);
  });

  test('says why when the build has none', async () => {
    const scene = await Scene.open();
    expect(await scene.account.provider.attach?.(scene.id(scene.source()))).toMatchObject({
      ok: false,
      problem: { code: 'not-supported', hint: expect.stringContaining('Enable SSH/VNC access') },
    });
  });
});
