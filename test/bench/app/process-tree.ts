import { readFileSync, readdirSync } from 'node:fs';

/** Clock ticks per second of /proc/PID/stat (sysconf(_SC_CLK_TCK); 100 on every Linux that Electron supports). */
const TICKS_PER_SECOND = 100;

function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      found.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

/** The process and all its descendants. */
export function treeOf(pid: number): number[] {
  const all = [...parents()];
  const tree = [pid];
  for (const member of tree) tree.push(...all.filter(([, parent]) => parent === member).map(([child]) => child));
  return tree;
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Memory of the processes in MB, pages that several share counted once (PSS). */
export function memoryMb(pids: number[]): number {
  const kilobytes = pids.map((pid) => Number(/^Pss:\s+(\d+) kB$/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

/** Processor time the processes have used so far, in seconds. */
export function cpuSeconds(pids: number[]): number {
  const ticks = pids.map((pid) => {
    const stat = read(pid, 'stat');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
}
