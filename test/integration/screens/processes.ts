import { readdirSync, readFileSync } from 'node:fs';

/** Processes that have this in their command line. */
export function processesWith(text: string): { pid: number; commandLine: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), commandLine: readOrNothing(`/proc/${name}/cmdline`).replaceAll('\0', ' ') }))
    .filter(({ commandLine }) => commandLine.includes(text));
}

/** A file that may be gone by now. */
export function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
