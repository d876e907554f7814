import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';

/** What a request of a browser works with. */
export interface FileTask {
  machine: MachineFiles;
  clock: Clock;
  /** Not wanted any more, or not possible: the window said so or is gone, or the link is. */
  signal: AbortSignal;
  /** Passed on to the window a few times a second. */
  onProgress(done: number, total?: number): void;
  log(line: string): void;
}

/** Why a task stopped: at once its result. */
export function stopped(task: Pick<FileTask, 'machine'>): {
  ok: false;
  problem: Extract<Result<never>, { ok: false }>['problem'];
} {
  if (task.machine.lost.aborted) return connectionLost();
  return fail('cancelled', 'This was stopped.');
}

export function connectionLost(): ReturnType<typeof fail> {
  return fail('connection-lost', 'The machine is not connected.', 'Wait for the connection, or reconnect.');
}

/** Runs the tasks, so many at a time; ends early when the signal says so. */
export async function inParallel<T>(
  items: Iterable<T>,
  count: number,
  signal: AbortSignal,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  async function work(): Promise<void> {
    for (let next = left.next(); next.done !== true && !signal.aborted; next = left.next()) await task(next.value);
  }
  await Promise.all(Array.from({ length: count }, work));
}

/** Requests on their way at once: through SFTP they wait for the line, through a shell each is a process. */
export function requestsAtOnce(files: RemoteFiles): number {
  return files.via === 'sftp' ? 32 : 4;
}

/** A signal of its own that also follows another one; `release` lets go of that. */
export function follow(signal: AbortSignal): { controller: AbortController; release(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort);
  return { controller, release: () => signal.removeEventListener('abort', abort) };
}

/**
 * True when commands can do what would be asked over SFTP. Where a path means something else to the shell than to the SFTP
 * server, `hasShell` is false.
 */
export async function hasCommands(task: Pick<FileTask, 'machine'>): Promise<boolean> {
  const able = await task.machine.abilities();
  return able.ok && able.value.hasShell && able.value.os === 'posix';
}

/** How the machine writes paths; asked of many things that need nothing else. */
export async function osOf(task: Pick<FileTask, 'machine'>): Promise<'posix' | 'windows'> {
  const able = await task.machine.abilities();
  return able.ok ? able.value.os : 'posix';
}
