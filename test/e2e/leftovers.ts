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
