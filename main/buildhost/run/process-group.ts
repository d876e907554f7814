import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { anyAlive, signalGroup } from '../access/process-table.ts';

/** How long processes get between the polite signal and the last one. */
export const KILL_GRACE_MS = 5000;
/** After a program's exit its output counts as read when nothing came for this long, or after the limit. */
const DRAIN_QUIET_MS = 200;
const DRAIN_LIMIT_MS = 3000;
/** How often to look whether an ending group is empty. */
const GROUP_POLL_MS = 50;

export interface GroupOptions {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string>;
  onOutput(bytes: Buffer): void;
  /** With it, what the program writes to its descriptor 3. POSIX. */
  onReport?(bytes: Buffer): void;
}

export interface GroupExit {
  code?: number | undefined;
  signal?: string | undefined;
  /** The program could not be started, and why. */
  startError?: string | undefined;
}

/**
 * A program with everything it starts: a process group of its own on POSIX, a process tree on Windows. Its standard
 * input is empty; standard output and error come as one stream.
 */
export class ProcessGroup implements AsyncDisposable {
  /** Settles when the program itself is gone and its output has been read; its children may live on. */
  readonly exited: Promise<GroupExit>;
  readonly #child: ChildProcess;
  #isGone = false;

  constructor(options: GroupOptions) {
    const isWindows = process.platform === 'win32';
    // One pipe for both streams keeps their order; PowerShell's own redirection would change what it says.
    const [command, args] = isWindows
      ? [options.command, options.args]
      : ['/bin/sh', ['-c', 'exec "$@" 2>&1', 'sh', options.command, ...options.args]];
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', options.onReport === undefined ? 'ignore' : 'pipe'],
      detached: !isWindows,
      windowsHide: true,
    });
    this.#child = child;
    let isOver = false;
    let lastOutputMs = performance.now();
    const take = (bytes: Buffer): void => {
      lastOutputMs = performance.now();
      if (!isOver) options.onOutput(bytes);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.stdio[3]?.on('data', (bytes: Buffer) => options.onReport?.(bytes));
    const { promise, resolve } = Promise.withResolvers<GroupExit>();
    const finish = (exit: GroupExit): void => {
      isOver = true;
      this.checkGone();
      resolve(exit);
    };
    child.once('error', (error) => {
      // The system blames the program for a folder that is not there.
      const isGone = !existsSync(options.cwd);
      finish({ startError: isGone ? `the folder ${options.cwd} is gone` : error.message });
    });
    child.once('exit', (code, signal) => {
      const exit = { code: code ?? undefined, signal: signal ?? undefined };
      // A server left in the background keeps the pipes; its later output is read and dropped.
      const limitMs = performance.now() + DRAIN_LIMIT_MS;
      lastOutputMs = performance.now();
      const timer = setInterval(() => {
        if (performance.now() - lastOutputMs >= DRAIN_QUIET_MS || performance.now() >= limitMs) finish(exit);
      }, DRAIN_QUIET_MS / 4);
      void promise.then(() => clearInterval(timer));
      child.once('close', () => finish(exit));
    });
    this.exited = promise;
  }

  /**
   * Notes when nobody is left. Once a group is empty its number may be given to strangers, so it is never signalled
   * again; while somebody is in it, the number stays theirs.
   */
  checkGone(): void {
    const hasExited = this.#child.exitCode !== null || this.#child.signalCode !== null;
    // Windows finds a tree by its root only, so there the root's end is the end.
    if (hasExited && (process.platform === 'win32' || !this.#isAlive())) this.#isGone = true;
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined && !this.#isGone) signalGroup(this.#child.pid, signal);
  }

  #isAlive(): boolean {
    return this.#child.pid !== undefined && !this.#isGone && anyAlive([this.#child.pid]);
  }

  /** Ends the whole group, politely at first; resolves when nobody is left in it. */
  async end(graceMs = KILL_GRACE_MS): Promise<void> {
    if (this.#child.pid === undefined || this.#isGone) return;
    if (process.platform === 'win32') return endWindowsTree(this.#child.pid);
    this.#signal('SIGTERM');
    if (!(await this.#isEmptyWithin(graceMs))) {
      this.#signal('SIGKILL');
      await this.#isEmptyWithin(graceMs);
    }
    this.checkGone();
  }

  async #isEmptyWithin(timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while (this.#isAlive()) {
      if (performance.now() >= deadline) return false;
      const { promise, resolve } = Promise.withResolvers<void>();
      setTimeout(resolve, GROUP_POLL_MS);
      await promise;
    }
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#child.stdio[3]?.destroy();
  }
}

function endWindowsTree(pid: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const child = spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
  child.once('error', () => resolve());
  child.once('exit', () => resolve());
  return promise;
}
