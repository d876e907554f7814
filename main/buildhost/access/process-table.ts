import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';

/** A process as the kernel lists it. */
export interface ProcessEntry {
  pid: number;
  group: number;
  /** Foreground group of its terminal; -1 without one. */
  foreground: number;
  isZombie: boolean;
}

/** Reads a line of /proc/PID/stat (proc_pid_stat(5)). The command's name may hold blanks and brackets. */
export function parseStat(stat: string): ProcessEntry | undefined {
  const pid = Number.parseInt(stat, 10);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, , group, , , foreground] = fields;
  if (!Number.isInteger(pid) || group === undefined || foreground === undefined) return undefined;
  return { pid, group: Number(group), foreground: Number(foreground), isZombie: state === 'Z' };
}

function readStat(pid: number | string): ProcessEntry | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** All processes; empty where there is no /proc. */
function readProcessTable(): ProcessEntry[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
    .filter((entry) => entry !== undefined);
}

/** True while a living process is in one of the groups. */
export function anyAlive(groups: readonly number[]): boolean {
  if (process.platform === 'linux')
    return readProcessTable().some((entry) => groups.includes(entry.group) && !entry.isZombie);
  return groups.some((group) => signalGroup(group, 0));
}

/** Sends a signal to a process group; false when there is none. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  // Groups 0 and 1 would be our own group, or everything.
  if (group <= 1) return false;
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

const run = promisify(execFile);

/** The group that a terminal's keyboard signals go to. */
export async function foregroundGroup(leader: number): Promise<number | undefined> {
  if (process.platform === 'linux') return readStat(leader)?.foreground;
  try {
    const { stdout } = await run('ps', ['-o', 'tpgid=', '-p', String(leader)]);
    const group = Number.parseInt(stdout, 10);
    return Number.isInteger(group) ? group : undefined;
  } catch {
    return undefined;
  }
}

/** Processes that were started with `marker` (NAME=value) in their environment, wherever they stand now. */
export async function findMarked(marker: string): Promise<number[]> {
  if (process.platform === 'linux')
    return readProcessTable()
      .filter((entry) => !entry.isZombie && entry.pid !== process.pid && isMarked(entry.pid, marker))
      .map((entry) => entry.pid);
  if (process.platform === 'win32') return [];
  try {
    const { stdout } = await run('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 });
    return stdout
      .split('\n')
      .filter((line) => line.includes(marker))
      .map((line) => Number.parseInt(line, 10))
      .filter((pid) => pid > 1 && pid !== process.pid);
  } catch {
    return [];
  }
}

function isMarked(pid: number, marker: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(marker);
  } catch {
    return false;
  }
}
