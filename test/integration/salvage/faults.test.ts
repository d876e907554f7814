import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpackTar } from 'modern-tar';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { MachineLink } from '../../../main/connection/machine-link.ts';
import { Salvages } from '../../../main/connection/salvage/salvages.ts';
import { connectWithSsh2 } from '../../../main/connection/ssh2-engine.ts';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import { type Clock, systemClock } from '../../../main/lib/clock.ts';
import { ConnectionChild } from '../../fixtures/connection/connection-child.ts';
import { CountingRelay } from '../../fixtures/counting-relay.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { get, Ground, MIB, orderOf, partOf, SalvageBench, statesOf, TEST_LIMIT_MS } from './harness.ts';
import { git, makeUpstream, put, work } from './work-tree.ts';

const opened = perTest();
const LARGE = randomBytes(6 * MIB);
const small = ['changes.patch', 'commits.bundle', 'commits.txt'];

/** Time as it is, but for jumps: what would be due by then is done at once. */
class HurriedClock implements Clock {
  #aheadMs = 0;
  readonly #tasks = new Map<() => void, { at: number; cancel: () => void }>();

  now(): number {
    return systemClock.now() + this.#aheadMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const run = (): void => {
      this.#tasks.get(run)?.cancel();
      if (this.#tasks.delete(run)) task();
    };
    this.#tasks.set(run, { at: this.now() + delayMs, cancel: systemClock.after(delayMs, run) });
    return () => {
      this.#tasks.get(run)?.cancel();
      this.#tasks.delete(run);
    };
  }

  jump(byMs: number): void {
    this.#aheadMs += byMs;
    for (const [run, { at }] of this.#tasks) if (at <= this.now()) run();
  }
}

describeNeeding(sshdMissing, 'the way home of the work on a machine', () => {
  let sshd: Sshd;
  let ground: Ground;
  let relay: CountingRelay;
  beforeAll(async () => {
    ground = new Ground();
    sshd = await Sshd.start();
    relay = await CountingRelay.start(sshd);
    const machine = join(sshd.home, 'project');
    git(ground.root, 'clone', '-q', makeUpstream(ground.at('upstream')), machine);
    work(machine);
    put(machine, 'large.bin', LARGE);
    put(sshd.home, '.zsh_history', `: ${Math.floor(Date.now() / 1000)}:0;make\n`);
  }, TEST_LIMIT_MS);
  afterAll(async () => {
    await relay[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
    ground[Symbol.dispose]();
  });
  afterEach(() => relay.cut());

  async function connected(): Promise<SalvageBench> {
    const bench = opened.use(new SalvageBench());
    await bench.connect(sshd, relay);
    return bench;
  }

  /** Resolves when so much of the files has come, and lets no more through. */
  function isHalfway(report: ConnectionEvents['salvage'] | undefined): boolean {
    const part = report?.parts.find(({ kind }) => kind === 'untracked');
    return part?.state === 'running' && part.sizeBytes > MIB / 2;
  }

  async function expectWhole(folder: string): Promise<void> {
    const files = await unpackTar(readFileSync(join(folder, 'untracked.tar')));
    const large = files.find(({ header }) => header.name === 'large.bin');
    expect(Buffer.from(large?.data ?? []).equals(LARGE)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  }

  test('goes on where it was when the link is cut in the middle', { timeout: TEST_LIMIT_MS }, async () => {
    const bench = await connected();
    const order = orderOf(ground.at('cut'));
    relay.hold('download', 3 * MIB);
    const id = await bench.start(order);
    await bench.until(() => isHalfway(bench.last(id)));
    expect(readdirSync(order.folder).toSorted()).toEqual([...small, 'untracked.tar.part']);
    relay.cut();
    const report = await bench.ended(id);
    expect(statesOf(report)).toEqual({ changes: 'saved', commits: 'saved', untracked: 'saved', history: 'saved' });
    expect(report.state).toBe('saved');
    await expectWhole(order.folder);
  });

  test('survives the end of the process that works on it', { timeout: TEST_LIMIT_MS }, async () => {
    const order = orderOf(ground.at('killed'));
    let last: ConnectionEvents['salvage'] | undefined;
    const begin = async () => {
      const child = await ConnectionChild.start();
      opened.use(child);
      child.client.on('salvage', (report) => (last = report));
      await child.connect(sshd, relay);
      return child;
    };
    const first = await begin();
    relay.hold('download', 3 * MIB);
    await get(first.client.call('startSalvage', order));
    await first.until(() => isHalfway(last), TEST_LIMIT_MS);
    await first.kill();
    relay.cut();
    // What has its name is whole.
    const patch = readFileSync(join(order.folder, 'changes.patch'));
    expect(readdirSync(order.folder).toSorted()).toEqual([...small, 'untracked.tar.part']);
    last = undefined;
    const second = await begin();
    await get(second.client.call('startSalvage', order));
    await second.until(() => (last?.state ?? 'running') !== 'running', TEST_LIMIT_MS);
    expect(last).toMatchObject({ state: 'saved' });
    expect(readFileSync(join(order.folder, 'changes.patch')).equals(patch)).toBe(true);
    await expectWhole(order.folder);
  });

  test('brings what is worth most when there is no time for all of it', { timeout: TEST_LIMIT_MS }, async () => {
    const clock = new HurriedClock();
    const link = opened.use(
      new MachineLink({
        clock: systemClock,
        connect: connectWithSsh2,
        onEvent: () => {},
        onConnected: () => isUp.resolve(),
        onLost: () => {},
        log: () => {},
      }),
    );
    const isUp = Promise.withResolvers<void>();
    const { privateKey } = sshd.clientKey;
    link.start({
      endpoint: { kind: 'ssh', host: relay.host, port: relay.port, user: sshd.user },
      identities: [{ kind: 'private-key', label: 'test', privateKey }],
    });
    await isUp.promise;
    let onReport = (_report: ConnectionEvents['salvage']): void => {};
    const salvages = opened.use(
      new Salvages({ clock, files: () => link.files, emit: (report) => onReport(report), log: () => {} }),
    );
    const salvage = (folder: string, leftMs: number, isTimeToHurry: (report: ConnectionEvents['salvage']) => boolean) =>
      new Promise<ConnectionEvents['salvage']>((resolve) => {
        onReport = (report) => {
          if (report.state !== 'running') resolve(report);
          else if (isTimeToHurry(report)) clock.jump(leftMs);
        };
        salvages.start(orderOf(folder, { until: clock.now() + leftMs }));
      });

    relay.hold('download', 3 * MIB);
    const folder = ground.at('late');
    const report = await salvage(folder, 600_000, isHalfway);
    expect(statesOf(report)).toEqual({ changes: 'saved', commits: 'saved', untracked: 'skipped', history: 'skipped' });
    expect(partOf(report, 'untracked').problem).toMatchObject({ code: 'timed-out' });
    expect(report.state).toBe('partial');
    expect(readdirSync(folder).toSorted()).toEqual(small);

    const never = await salvage(ground.at('too late'), 1_000, () => false);
    expect(new Set(Object.values(statesOf(never)))).toEqual(new Set(['skipped']));
    expect(never.state).toBe('failed');
  });

  test('keeps what is whole when the disk of this computer gets full', { timeout: TEST_LIMIT_MS }, async (context) => {
    const folder = ground.at('disk');
    mkdirSync(folder);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]);
    if (mounted.status !== 0) return context.skip(`a small file system cannot be mounted: ${String(mounted.stderr)}`);
    opened.defer(() => void spawnSync('umount', ['-l', folder]));
    const bench = await connected();
    relay.hold('download', 3 * MIB);
    const id = await bench.start(orderOf(folder));
    await bench.until(() => isHalfway(bench.last(id)));
    const filler = join(folder, 'somebody else');
    const chunk = Buffer.alloc(64 * 1024);
    expect(() => {
      for (;;) writeFileSync(filler, chunk, { flag: 'a' });
    }).toThrow('ENOSPC');
    relay.cut();
    const report = await bench.ended(id);
    expect(statesOf(report)).toEqual({ changes: 'saved', commits: 'saved', untracked: 'failed', history: 'failed' });
    expect(partOf(report, 'untracked').problem).toMatchObject({ code: 'disk-full' });
    rmSync(filler);
    expect(readdirSync(folder).toSorted()).toEqual(small);
  });

  test('can be stopped; one machine has one salvage at a time', { timeout: TEST_LIMIT_MS }, async () => {
    const bench = await connected();
    relay.hold('download', 3 * MIB);
    const order = orderOf(ground.at('stopped'));
    const id = await bench.start(order);
    await bench.until(() => isHalfway(bench.last(id)));
    expect(await bench.client.call('startSalvage', orderOf(ground.at('second')))).toMatchObject({
      problem: { code: 'busy' },
    });
    await get(bench.client.call('stopSalvage', { salvageId: id }));
    expect(bench.last(id)).toMatchObject({ state: 'partial', problem: { code: 'cancelled' } });
    expect(readdirSync(order.folder).toSorted()).toEqual(small);
  });
});
