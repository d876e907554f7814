import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileJob, MoveContext, ResumePoint } from '../../../main/connection/move/mover.ts';
import { ConnectedFiles } from '../../../main/connection/remote/connected-files.ts';
import type { MachineFiles } from '../../../main/connection/remote/machine-files.ts';
import { createShellFiles } from '../../../main/connection/shell-files/create-shell-files.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { treeOf } from '../../bench/app/process-tree.ts';
import { Sshd } from '../../fixtures/sshd.ts';
import type { SshdOptions } from '../../fixtures/sshd.ts';
import { connectTo, valueOf } from '../connection/sftp-link.ts';

/** For what happens by itself, such as files being closed; milliseconds. */
export const WAIT_MS = 20_000;

/** A real OpenSSH server, a connection to it, and a folder on each side. */
export class Yard implements AsyncDisposable {
  readonly sshd: Sshd;
  readonly here: string;
  readonly there: string;
  /** As if it were so far away: decides over the number of channels. */
  latencyMs = 0;
  readonly #stack = new AsyncDisposableStack();
  #machine: ConnectedFiles | undefined;

  private constructor(sshd: Sshd) {
    const folder = mkdtempSync(join(tmpdir(), 'move-'));
    this.#stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    this.sshd = this.#stack.use(sshd);
    this.here = mkdtempSync(join(folder, 'here-'));
    this.there = mkdtempSync(join(folder, 'there-'));
  }

  static async open(options: SshdOptions = {}): Promise<Yard> {
    const yard = new Yard(await Sshd.start(options));
    await yard.#connect();
    return yard;
  }

  get machine(): ConnectedFiles {
    if (this.#machine === undefined) throw new Error('not connected');
    return this.#machine;
  }

  /** After the server was ended: starts it, and connects anew. */
  async reconnect(): Promise<void> {
    await this.sshd.start();
    await this.#connect();
  }

  /** To everything that serves this connection. */
  signal(signal: NodeJS.Signals): void {
    const listener = Number(readFileSync(join(this.sshd.folder, 'sshd.pid'), 'utf8'));
    for (const pid of treeOf(listener).slice(1)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It ended by itself.
      }
    }
  }

  context(signal = new AbortController().signal, machine: MachineFiles = this.machine): Tracked {
    return track(machine, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  async #connect(): Promise<void> {
    const { host, port, user, clientKey } = this.sshd;
    const link = this.#stack.use(await connectTo({ host, port, user, privateKey: clientKey.privateKey }));
    this.#machine = this.#stack.use(
      new ConnectedFiles({
        connection: link.connection,
        clock: systemClock,
        latencyMs: () => this.latencyMs,
        openShellFiles: createShellFiles,
      }),
    );
  }
}

/** A context that remembers what it was told. */
export interface Tracked extends MoveContext {
  bytes: number;
  lines: string[];
}

/** A job with the points it was told. */
export interface TrackedJob extends FileJob {
  points: ResumePoint[];
}

export function track(machine: MachineFiles, signal = new AbortController().signal): Tracked {
  const tracked: Tracked = {
    machine,
    clock: systemClock,
    signal,
    bytes: 0,
    lines: [],
    onBytes: (delta) => void (tracked.bytes += delta),
    log: (line) => void tracked.lines.push(line),
  };
  return tracked;
}

export function fileJob(local: string, remote: string, more: Partial<FileJob> = {}): TrackedJob {
  const points: ResumePoint[] = [];
  return { local, remote, tag: 'k3x9', replace: false, onPoint: (point) => void points.push(point), points, ...more };
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Bytes that look like nothing else: every 4 of them depend on where they are. */
export function patterned(size: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let state = seed >>> 0 || 1;
  for (let at = 0; at < size; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    if (at + 4 <= size) bytes.writeInt32LE(state | 0, at);
    else for (let rest = at; rest < size; rest += 1) bytes[rest] = state & 255;
  }
  return bytes;
}

/** Names of everything half-written in a folder. */
export function partsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));
}

/** Files below a folder that this process has open. */
export function openIn(folder: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${descriptor}`);
      return file.startsWith(`${folder}/`) ? [file] : [];
    } catch {
      return [];
    }
  });
}

export { valueOf };
