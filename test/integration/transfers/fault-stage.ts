import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { TransferOrder } from '../../../main/contract/connection-control.ts';
import type { Direction, TransferProgress } from '../../../main/contract/transfer.ts';
import { treeOf } from '../../bench/app/process-tree.ts';
import { ConnectionChild, get } from '../../fixtures/connection/connection-child.ts';
import { CountingRelay } from '../../fixtures/counting-relay.ts';
import { Sshd } from '../../fixtures/sshd.ts';
import { emptied, makeFile, makeTree, verify } from '../../fixtures/transfer-data.ts';
import type { Data } from '../../fixtures/transfer-data.ts';

/** `full`: 1 GiB, 5,000 files, fifty rounds of each. Otherwise as much as fits into a minute. */
const isFull = process.env['JUMPSEAT_FAULTS'] === 'full';
const MIB = 1024 * 1024;
const LARGE_BYTES = (isFull ? 1024 : 64) * MIB;
const FILE_COUNT = isFull ? 5_000 : 400;
export const ROUNDS = isFull ? 50 : 1;
/** So many deaths there must be; rounds that ended before their moment came are made up for. */
export const MIN_DEATHS = isFull ? 50 : 1;
export const MAX_ROUNDS = ROUNDS + 9;
/** For one round: two starts, and the transfer as often as it is interrupted. */
export const ROUND_LIMIT_MS = isFull ? 240_000 : 60_000;
/** How often the victim dies in one round, at most. */
const MAX_DEATHS = 3;
/** How long after the last byte before it. */
const MAX_AFTER_MS = 30;

export const what = { large: isFull ? '1 GiB' : '64 MiB', tree: `${FILE_COUNT} files` } as const;
export const cases = (['upload', 'download'] as const).flatMap((direction) =>
  (['large', 'tree'] as const).map((kind) => ({ direction, kind, label: `${what[kind]} ${direction}` })),
);

const seed = Number(process.env['JUMPSEAT_FAULT_SEED'] ?? Date.now() % 1_000_000);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). Says which seed it was. */
export function createRandom(name: string): () => number {
  console.log(`${name}: JUMPSEAT_FAULT_SEED=${seed}`);
  let state = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), seed);
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A moment within a transfer. */
export interface Moment {
  /** What passes until then, counted from the start or from the last moment. */
  bytes: number;
  /** And then so long, in which the last of it is put into place; milliseconds. */
  afterMs: number;
}

/** A server behind a relay, data of both kinds, and one place it goes to. Both sides are folders of this computer. */
export class Stage implements AsyncDisposable {
  readonly sshd: Sshd;
  /** All connections go through it. */
  readonly relay: CountingRelay;
  readonly folder: string;
  readonly target: string;
  readonly #data: { large: Data; tree: Data };

  private constructor(sshd: Sshd, relay: CountingRelay, folder: string, data: { large: Data; tree: Data }) {
    this.sshd = sshd;
    this.relay = relay;
    this.folder = folder;
    this.target = join(folder, 'target');
    this.#data = data;
  }

  static async start(): Promise<Stage> {
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'faults-'));
    const sources = join(folder, 'sources');
    mkdirSync(sources);
    const large = await makeFile(sources, 'large.bin', LARGE_BYTES);
    const tree = await makeTree(sources, 'tree', FILE_COUNT);
    const sshd = await Sshd.start();
    return new Stage(sshd, await CountingRelay.start(sshd), folder, { large, tree });
  }

  data(kind: 'large' | 'tree'): Data {
    return this.#data[kind];
  }

  order(kind: 'large' | 'tree', direction: Direction): TransferOrder {
    const id = randomUUID();
    return {
      machine: 0,
      id,
      direction,
      purpose: 'transfer',
      journalFile: join(this.folder, `${id}.journal`),
      isPaused: false,
      what: { kind: 'things', sources: [this.data(kind).path], targetFolder: emptied(this.target) },
    };
  }

  /** A connection process that is connected and has been given the order. */
  async process(order: TransferOrder): Promise<ConnectionChild> {
    const child = await ConnectionChild.start();
    await child.connect(this.sshd, this.relay);
    await get(child.client.call('startTransfer', order));
    return child;
  }

  /** Resolves at a moment of a transfer, or when the transfer is done before. */
  async reach({ bytes, afterMs }: Moment, child: ConnectionChild, transferId: string): Promise<void> {
    await this.relay.passed(bytes, () => stateOf(child, transferId) === 'done');
    await delay(afterMs);
  }

  /** Processes of the server's sessions, without the one that listens; the nearest to it first. */
  sessions(): number[] {
    const listener = Number(readFileSync(join(this.sshd.folder, 'sshd.pid'), 'utf8'));
    return treeOf(listener).slice(1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.relay[Symbol.asyncDispose]();
    await this.sshd[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Everything is there with every byte, and nothing else: no half-written file, on neither side. */
export async function expectWhole(stage: Stage, kind: 'large' | 'tree'): Promise<void> {
  await verify(stage.data(kind), stage.target, 'the transfer');
  const names = readdirSync(stage.folder, { recursive: true, encoding: 'utf8' });
  expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself.
    }
  }
}

export function stateOf(child: ConnectionChild, transferId: string): TransferProgress['state'] | undefined {
  return child.progress.get(transferId)?.state;
}

/** Waits until all of it is there; anything that failed or was asked is an error. */
export async function arrived(child: ConnectionChild, transferId: string): Promise<void> {
  const ends = new Set<string | undefined>(['done', 'stopped', 'asking', 'cancelled']);
  await child.until(() => ends.has(stateOf(child, transferId)), ROUND_LIMIT_MS);
  const progress = child.progress.get(transferId);
  if (progress?.state === 'done' && progress.failedCount === 0 && progress.skippedCount === 0) return;
  const notes = await child.client.call('transferNotes', { transferId, kind: 'failed', offset: 0, limit: 5 });
  throw new Error(`${JSON.stringify(progress)}\n${JSON.stringify(notes)}\n${child.log.slice(-10).join('\n')}`);
}

/** Random moments within a transfer of so many bytes, at least one. */
export function moments(random: () => number, bytes: number): Moment[] {
  const count = 1 + Math.floor(random() * MAX_DEATHS);
  return Array.from({ length: count }, () => ({ bytes: (random() * bytes) / count, afterMs: random() * MAX_AFTER_MS }));
}
