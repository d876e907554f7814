import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TransferOrder } from '../../../main/contract/connection-control.ts';
import type { Direction } from '../../../main/contract/transfer.ts';
import { ConnectionChild, get } from '../../fixtures/connection/connection-child.ts';
import type { ChildPort } from '../../fixtures/connection/connection-child.ts';
import { cpuSeconds } from '../app/process-tree.ts';
import { median } from '../measure.ts';
import type { Data } from '../../fixtures/transfer-data.ts';
import type { Spent, Way } from './peers.ts';

const TRANSFER_LIMIT_MS = 600_000;
const ECHO_LIMIT_MS = 30_000;
/** Between two keys: a person who types fast. */
const KEY_PAUSE_MS = 50;

/** Memory of a process in MB: what it has now, or the most it had since the last {@link resetPeak}. */
function memoryOf(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
}

/** proc(5), /proc/pid/clear_refs: 5 sets the peak to what is there now. */
function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The connection process, signed in to the server, with an open terminal in which `cat` answers every key. */
export class Ours implements AsyncDisposable {
  /** Most memory of the last transfer above that of the idle process; MB. */
  peakMb = 0;
  readonly #child: ConnectionChild;
  readonly #way: Way;
  #idleMb = 0;
  #count = 0;
  #port: ChildPort | undefined;
  #heard = '';

  private constructor(child: ConnectionChild, way: Way) {
    this.#child = child;
    this.#way = way;
  }

  static async start(way: Way): Promise<Ours> {
    const child = await ConnectionChild.start();
    const ours = new Ours(child, way);
    await child.connect(way.sshd, way);
    await get(
      child.client.call('openTerminal', { machine: 0, terminalId: 'echo', command: 'stty raw -echo; exec cat' }),
    );
    ours.#port = child.openPort((message) => ours.#hear(message));
    const size = { columns: 80, rows: 24 };
    await get(child.client.call('attachTerminal', { terminalId: 'echo', size }, [ours.#port]));
    await ours.#roundTrip();
    ours.#idleMb = memoryOf(child.pid, 'VmRSS');
    return ours;
  }

  /** How long a new process needs to connect and sign in; seconds. */
  static async signIn(way: Way): Promise<number> {
    await using child = await ConnectionChild.start();
    const startedAt = performance.now();
    await child.connect(way.sshd, way);
    return (performance.now() - startedAt) / 1000;
  }

  get description(): string {
    return `idle: ${this.#idleMb.toFixed(0)} MB`;
  }

  /** Moves the data into a folder, as a transfer that the app would order. */
  async transfer(data: Data, direction: Direction, into: string): Promise<Spent> {
    const id = randomUUID();
    const order: TransferOrder = {
      machine: 0,
      id,
      direction,
      purpose: 'transfer',
      journalFile: join(this.#way.folder, `journal-${id}`),
      isPaused: false,
      what: { kind: 'things', sources: [data.path], targetFolder: into },
    };
    const { pid, client } = this.#child;
    resetPeak(pid);
    const usedBefore = cpuSeconds([pid]);
    const startedAt = performance.now();
    await get(client.call('startTransfer', order));
    const state = () => this.#child.progress.get(id)?.state;
    await this.#child.until(() => ['done', 'stopped', 'asking'].includes(state() ?? ''), TRANSFER_LIMIT_MS);
    const seconds = (performance.now() - startedAt) / 1000;
    const used = cpuSeconds([pid]) - usedBefore;
    this.peakMb = memoryOf(pid, 'VmHWM') - this.#idleMb;
    const progress = this.#child.progress.get(id);
    if (progress?.state !== 'done' || progress.failedCount > 0) {
      throw new Error(
        `The transfer did not arrive: ${JSON.stringify(progress)}\n${this.#child.log.slice(-5).join('\n')}`,
      );
    }
    await get(client.call('forgetTransfer', { transferId: id }));
    return { seconds, cpuSeconds: used };
  }

  /** Median time from a key to its echo, until the work is done or for as many keys; milliseconds. */
  async echoMs(keys: number, work?: Promise<unknown>): Promise<number> {
    const times: number[] = [];
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    work?.then(over, over);
    while (!isOver && (work !== undefined || times.length < keys)) {
      times.push(await this.#roundTrip());
      const { promise, resolve } = Promise.withResolvers<void>();
      setTimeout(resolve, KEY_PAUSE_MS);
      await promise;
    }
    await work;
    if (times.length < Math.min(keys, 10))
      throw new Error(`Only ${times.length} keys were pressed during the transfer.`);
    return median(times);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }

  #hear(message: unknown): void {
    const { bytes } = message as { bytes?: Uint8Array };
    if (bytes === undefined) return;
    this.#heard = `${this.#heard}${Buffer.from(bytes).toString('latin1')}`.slice(-100);
  }

  async #roundTrip(): Promise<number> {
    const key = `<${(this.#count += 1)}>`;
    const startedAt = performance.now();
    this.#port?.post({ type: 'data', bytes: new TextEncoder().encode(key) });
    await this.#child.until(() => this.#heard.includes(key), ECHO_LIMIT_MS);
    return performance.now() - startedAt;
  }
}
