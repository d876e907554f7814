import { Client } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { readPaste } from '../../../main/lib/paste/read-paste.ts';
import { bitrise } from '../../../main/providers/bitrise/service.ts';
import { toProviderMachine } from '../../../main/providers/pasted/drafted-machine.ts';
import type { ProviderMachine } from '../../../main/providers/provider.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { startBitrise, type BitriseSimulator } from '../../simulators/bitrise/start-bitrise.ts';
import type { PageTexts } from '../../simulators/bitrise/web-routes.ts';
import type { SimulatedBuild } from '../../simulators/bitrise/world.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { settle, stepUntil } from '../../simulators/lib/step-until.ts';
import { machineMissing } from '../../simulators/machine/machine.ts';
import { good, serveAccount, type ServedAccount } from '../../simulators/scripted-builds/served-account.ts';

const stack = perTest();

class Scene {
  readonly clock: SteppedClock;
  readonly simulator: BitriseSimulator;
  readonly account: ServedAccount;
  /** A real machine takes its own time. */
  skipsIdle = false;

  constructor(clock: SteppedClock, simulator: BitriseSimulator, account: ServedAccount) {
    this.clock = clock;
    this.simulator = simulator;
    this.account = account;
  }

  static async open(machines: 'real' | 'none' = 'none', simulatorClock?: SteppedClock): Promise<Scene> {
    const clock = new SteppedClock();
    const simulator = stack.use(await startBitrise({ clock: simulatorClock ?? clock, machines, olderBuilds: 2 }));
    const account = stack.use(serveAccount(bitrise, { origin: simulator.origin, token: simulator.token, clock }));
    good(await account.provider.refresh());
    const scene = new Scene(clock, simulator, account);
    scene.skipsIdle = machines === 'none';
    return scene;
  }

  /** The failed build of an app. */
  source(app = 'storefront-ios'): SimulatedBuild {
    const found = this.simulator.world
      .visible()
      .find((build) => build.app.title === app && build.branch === 'tax-rounding');
    if (found === undefined) throw new Error(`no failed build of ${app}`);
    return found;
  }

  id(build: SimulatedBuild): string {
    return `account-1:${build.app.slug}:${build.slug}`;
  }

  async until<T>(condition: () => T, limitMs = 600_000): Promise<NonNullable<T>> {
    const { skipsIdle } = this;
    const value = await stepUntil(this.clock, condition, { servers: [this.simulator.server], limitMs, skipsIdle });
    if (value === undefined || value === null) throw new Error('it did not come');
    return value;
  }

  /** Asks for a machine, and presses the button on the website. */
  async rebuild(source: SimulatedBuild, isHidden = false): Promise<{ sessionId: string; rebuild: SimulatedBuild }> {
    const { id: sessionId } = await this.account.request(this.id(source));
    await settle([this.simulator.server]);
    const rebuild = this.simulator.rebuildOnWebsite(source, isHidden);
    await this.simulator.machineOf(rebuild.slug);
    return { sessionId, rebuild };
  }

  async texts(rebuild: SimulatedBuild): Promise<PageTexts> {
    return this.until(() => this.simulator.textsOf(rebuild));
  }
}

/** The machines that a pasted text names, as the app reads them. */
function pasted(text: string): ProviderMachine[] {
  const { machines } = good(readPaste(text));
  return machines.map(({ form }) => good(toProviderMachine(form, machines, undefined)));
}

async function paste(scene: Scene, sessionId: string, text: string): Promise<void> {
  for (const machine of pasted(text)) {
    good((await scene.account.provider.takeMachine?.(sessionId, machine)) ?? { ok: false, problem: { message: '' } });
  }
}

/** Runs a command on the machine, signed in with the password. */
async function run(machine: ProviderMachine | undefined, command: string): Promise<string> {
  const endpoint = machine?.endpoints.find(({ kind }) => kind === 'ssh');
  const identity = machine?.identities.find(({ kind }) => kind === 'password');
  if (endpoint?.kind !== 'ssh' || identity?.kind !== 'password') throw new Error('no way to sign in by password');
  const client = new Client();
  try {
    return await new Promise((resolve, reject) => {
      client.once('error', reject);
      client.once('ready', () => {
        client.exec(command, (error, channel) => {
          if (error !== undefined) return reject(error);
          let output = '';
          channel.on('data', (chunk: Buffer) => {
            output += chunk.toString();
          });
          channel.once('close', () => resolve(output));
        });
      });
      const { host, port, user: username } = endpoint;
      client.connect({ host, port, username, password: identity.password });
    });
  } finally {
    client.end();
  }
}

describe('rebuild with remote access', () => {
  test('says what to do, on the page where it is done, and takes a paste at any time', async () => {
    const scene = await Scene.open();
    const source = scene.source();
    const session = await scene.account.request(scene.id(source));
    expect(session).toMatchObject({
      state: 'requested',
      title: `storefront-ios #${source.number}`,
      rule: { kind: 'after-build', idleMs: 600_000 },
      guide: { link: `${scene.simulator.origin}/app/${source.app.slug}/build/${source.slug}`, wantsPaste: true },
    });
    expect(session.guide?.steps.join(' ')).toContain('“Rebuild with remote access”');
    const page = await fetch(session.guide?.link ?? '');
    expect(await page.text()).toContain('Rebuild with remote access');
  });

  test('the button on that page starts a build, which is noticed, and the guide goes on with its page', async () => {
    const scene = await Scene.open();
    const source = scene.source();
    const session = await scene.account.request(scene.id(source));
    await settle([scene.simulator.server]);
    await fetch(`${session.guide?.link}/rebuild`, { method: 'POST', redirect: 'manual' });
    await scene.until(() => scene.account.session(session.id).rebuildId !== undefined);
    const noticed = scene.account.session(session.id);
    const rebuild = scene.account.builds.get(noticed.rebuildId ?? '');
    expect(noticed.guide).toMatchObject({ link: rebuild?.webUrl, wantsPaste: true });
    expect(rebuild).toMatchObject({ hasAccess: true, rebuildOf: scene.id(source) });
    await scene.until(() => scene.account.session(session.id).state === 'preparing');
    expect(await (await fetch(noticed.guide?.link ?? '')).text()).toContain('Remote access');
  });

  test('goes from the click to a shell that fails as the build did', async ({ skip }) => {
    skip(machineMissing !== undefined, machineMissing);
    const scene = await Scene.open('real');
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    const { ssh, password, screenShare } = await scene.texts(rebuild);
    await paste(scene, sessionId, `${ssh}\n${password}\n\n${screenShare}`);
    const session = scene.account.session(sessionId);
    expect(session).toMatchObject({
      state: 'ready',
      rebuildId: scene.id(rebuild),
      places: [{ machine: 0, name: 'Sources', path: '/Users/vagrant/git' }],
    });
    expect(session.guide).toBeUndefined();
    expect(session.machines).toHaveLength(1);
    expect(session.machines[0]).toMatchObject({ os: 'macos', index: 0 });
    expect(session.machines[0]?.endpoints.map(({ kind }) => kind).sort()).toEqual(['ssh', 'vnc']);
    expect(await run(session.machines[0], 'cd ~/git && sh test.sh')).toContain('FAIL tax is rounded half up');
  });

  test('takes the one line of the VSCode tab', async ({ skip }) => {
    skip(machineMissing !== undefined, machineMissing);
    const scene = await Scene.open('real');
    const { sessionId, rebuild } = await scene.rebuild(scene.source('storefront-android'));
    const { vscode, screenShare } = await scene.texts(rebuild);
    expect(screenShare).toBeUndefined();
    await paste(scene, sessionId, vscode);
    const session = scene.account.session(sessionId);
    expect(session.guide).toBeUndefined();
    expect(session.machines[0]).toMatchObject({ os: 'linux', endpoints: [{ kind: 'ssh', user: 'vagrant' }] });
    expect(await run(session.machines[0], 'cat machine-name')).toBe('bitrise-storefront-android\n');
  });

  test('the screen can be pasted after the terminal', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    const { ssh, password, screenShare } = await scene.texts(rebuild);
    await paste(scene, sessionId, `${ssh}\n${password}`);
    expect(scene.account.session(sessionId)).toMatchObject({
      state: 'ready',
      guide: { wantsPaste: true, steps: [expect.stringContaining('Screen share')] },
    });
    await paste(scene, sessionId, screenShare ?? '');
    const session = scene.account.session(sessionId);
    expect(session.guide).toBeUndefined();
    expect(session.machines[0]).toMatchObject({
      identities: [{ kind: 'password', password }],
      endpoints: [{ kind: 'vnc', password }, { kind: 'ssh' }],
    });
  });

  test('a paste before the build is noticed opens the machine; the deadline comes when it is', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    await paste(scene, sessionId, 'ssh -o StrictHostKeyChecking=no vagrant@1.tcp.ngrok.io -p 12345\npX3-w_7kQz');
    expect(scene.account.session(sessionId)).toMatchObject({ state: 'ready', events: {} });
    await scene.until(() => scene.account.session(sessionId).events.finishedAt !== undefined);
    expect(scene.account.session(sessionId)).toMatchObject({
      state: 'ready',
      rebuildId: scene.id(rebuild),
      events: { finishedAt: Math.floor(rebuild.timeline.endAt / 1000) * 1000 },
    });
  });

  test('a build that is never seen does not stand in the way', async () => {
    const scene = await Scene.open();
    const { sessionId } = await scene.rebuild(scene.source(), true);
    await scene.clock.advance(60_000);
    await paste(scene, sessionId, 'ssh -o StrictHostKeyChecking=no vagrant@1.tcp.ngrok.io -p 12345\npX3-w_7kQz');
    expect(scene.account.session(sessionId)).toMatchObject({ state: 'ready', machines: [{ os: 'macos' }] });
    expect(scene.account.session(sessionId).rebuildId).toBeUndefined();
    good(await scene.account.provider.endSession(sessionId));
    expect(scene.account.session(sessionId)).toMatchObject({
      state: 'closed',
      problem: { link: expect.stringContaining('/build/') },
    });
    expect(scene.simulator.server.exchanges.some(({ path }) => path.endsWith('/abort'))).toBe(false);
  });

  test('a build of another workflow or commit, or a plain rebuild from here, is not taken for it', async () => {
    const scene = await Scene.open();
    const source = scene.source();
    const { id } = await scene.account.request(scene.id(source));
    await settle([scene.simulator.server]);
    const { app } = source;
    scene.simulator.world.start({
      app,
      workflow: app.workflows[1] ?? source.workflow,
      branch: 'main',
      message: 'Other workflow',
    });
    scene.simulator.world.start({ ...source, at: scene.clock.now(), message: 'Other commit', commit: 'f'.repeat(40) });
    good(await scene.account.provider.rebuild(scene.id(source)));
    await scene.clock.advance(30_000);
    await settle([scene.simulator.server]);
    expect(scene.account.session(id).rebuildId).toBeUndefined();
    const right = scene.simulator.rebuildOnWebsite(source);
    await scene.until(() => scene.account.session(id).rebuildId === scene.id(right));
  });

  test('two sessions of one app get a machine each', async () => {
    const scene = await Scene.open();
    const source = scene.source();
    const first = await scene.account.request(scene.id(source));
    const second = await scene.account.request(scene.id(source));
    await settle([scene.simulator.server]);
    const one = scene.simulator.rebuildOnWebsite(source);
    const rebuildOf = (id: string) => scene.account.session(id).rebuildId;
    await scene.until(() => rebuildOf(first.id) ?? rebuildOf(second.id));
    await scene.clock.advance(20_000);
    const other = scene.simulator.rebuildOnWebsite(source);
    await scene.until(() => rebuildOf(first.id) !== undefined && rebuildOf(second.id) !== undefined);
    expect([rebuildOf(first.id), rebuildOf(second.id)].sort()).toEqual([scene.id(one), scene.id(other)].sort());
  });

  test('clocks that differ do no harm: the build is noticed, and the deadline is that of this computer', async () => {
    const behind = new SteppedClock(new SteppedClock().now() - 3 * 3_600_000);
    const scene = await Scene.open('none', behind);
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    await scene.until(() => {
      void behind.advance(1_000);
      return scene.account.session(sessionId).events.finishedAt !== undefined;
    });
    const { finishedAt = 0 } = scene.account.session(sessionId).events;
    expect(Math.abs(finishedAt - (rebuild.timeline.endAt + 3 * 3_600_000))).toBeLessThan(10_000);
  });

  test('what was pasted never reaches a log', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    const { ssh, password } = await scene.texts(rebuild);
    await paste(scene, sessionId, `${ssh}\n${password}`);
    expect(scene.account.logLines.join('\n')).not.toContain(password);
  });

  test('an option in the place of the host is no machine', () => {
    expect(readPaste('ssh -p 22 vagrant@-oProxyCommand=id\nsecret-word-1').ok).toBe(false);
  });
});

describe('the end', () => {
  test('ending the session aborts the build', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    await scene.clock.advance(8_000);
    await scene.until(() => scene.account.session(sessionId).state === 'preparing');
    good(await scene.account.provider.endSession(sessionId));
    expect(scene.account.session(sessionId)).toMatchObject({ state: 'closed', machines: [] });
    expect(rebuild).toMatchObject({ abortedAt: scene.clock.now(), abortReason: 'Ended from Jumpseat' });
  });

  test('a build that the service does not find yet is aborted as soon as it does', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    await scene.until(() => scene.account.session(sessionId).rebuildId !== undefined);
    const ended = scene.account.provider.endSession(sessionId);
    await scene.until(() => scene.account.session(sessionId).state === 'closed');
    good(await ended);
    expect(rebuild.abortReason).toBe('Ended from Jumpseat');
    expect(scene.simulator.server.exchanges.filter(({ path }) => path.endsWith('/abort'))[0]?.status).toBe(404);
  });

  test('a build that has ended already needs no abort', async () => {
    const scene = await Scene.open();
    const { sessionId } = await scene.rebuild(scene.source());
    await scene.until(() => scene.account.session(sessionId).events.finishedAt !== undefined);
    good(await scene.account.provider.endSession(sessionId));
    // The machine has some minutes left, and nobody can take them from it.
    expect(scene.account.session(sessionId)).toMatchObject({
      state: 'closed',
      problem: { message: expect.stringContaining('10 minutes after it') },
    });
  });

  test('an end that Bitrise takes and does not carry out is none, and can be asked for again', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    await scene.until(() => scene.account.session(sessionId).state === 'preparing');
    rebuild.timeline.endAt += 3_600_000;
    const reply = { status: 200, json: { status: 'ok' } };
    scene.simulator.server.fail({ fault: { kind: 'reply', reply }, path: /\/abort$/ });
    let isDone = false;
    const ended = scene.account.provider.endSession(sessionId).finally(() => (isDone = true));
    await scene.until(() => isDone);
    expect(await ended).toMatchObject({
      ok: false,
      problem: { code: 'timed-out', link: expect.stringContaining('/build/') },
    });
    expect(scene.account.session(sessionId).state).toBe('preparing');
    good(await scene.account.provider.endSession(sessionId));
    expect(scene.account.session(sessionId).state).toBe('closed');
  });

  test('ten minutes after the build the session closes by itself', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    const { ssh, password } = await scene.texts(rebuild);
    await paste(scene, sessionId, `${ssh}\n${password}`);
    await scene.until(() => scene.account.session(sessionId).state === 'expired', 1_200_000);
    expect(scene.account.session(sessionId)).toMatchObject({ machines: [], problem: { code: 'session-ended' } });
    expect(Math.abs(scene.clock.now() - (rebuild.timeline.endAt + 600_000))).toBeLessThan(3_000);
  });

  test('a build that is aborted on the website takes its session with it', async () => {
    const scene = await Scene.open();
    const { sessionId, rebuild } = await scene.rebuild(scene.source());
    await scene.until(() => scene.account.session(sessionId).state === 'preparing');
    scene.simulator.world.abort(rebuild, 'Enough');
    await scene.until(() => scene.account.session(sessionId).state === 'expired');
    expect(scene.account.session(sessionId).problem?.message).toContain('aborted');
    expect(
      await scene.account.provider.takeMachine?.(sessionId, {
        index: 0,
        name: '',
        os: 'other',
        hostKey: undefined,
        endpoints: [],
        identities: [],
      }),
    ).toMatchObject({
      ok: false,
      problem: { code: 'session-ended' },
    });
  });

  test('somebody who never pastes is not waited for forever', async () => {
    const scene = await Scene.open();
    const { id } = await scene.account.request(scene.id(scene.source()));
    await stepUntil(scene.clock, () => scene.account.session(id).state === 'failed', {
      servers: [scene.simulator.server],
      stepMs: 120_000,
      limitMs: 4 * 3_600_000,
    });
    expect(scene.account.session(id).problem?.code).toBe('timed-out');
  });
});
