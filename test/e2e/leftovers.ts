import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Processes that belong to a data folder: by an environment variable that names it, or by working in it (Linux). */
export function processesOf(folder: string): { pid: number; command: string }[] {
  const found: { pid: number; command: string }[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      const isOurs = environment.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      if (isOurs) found.push({ pid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

/** TCP sockets on which one of these processes listens, by the inode that the kernel gave each (Linux). */
export function listenersOf(pids: readonly number[]): string[] {
  const listening = new Set(
    ['tcp', 'tcp6']
      .flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === '0A')
      .map((fields) => `socket:[${fields[9]}]`),
  );
  const open = pids.flatMap((pid) => {
    try {
      return readdirSync(`/proc/${pid}/fd`).map((name) => readlinkSync(`/proc/${pid}/fd/${name}`));
    } catch {
      // It ended, or closed a file, while we looked.
      return [];
    }
  });
  return [...new Set(open)].filter((file) => listening.has(file)).toSorted();
}
