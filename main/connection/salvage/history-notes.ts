import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import { joinPath } from '../files/entry-names.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { shellHome } from './shell-home.ts';

/** Where shells keep what was typed, below the home folder. */
export const historyFiles = [
  { shell: 'bash', path: '.bash_history' },
  { shell: 'zsh', path: '.zsh_history' },
  { shell: 'sh', path: '.sh_history' },
  { shell: 'fish', path: '.local/share/fish/fish_history' },
  { shell: 'PowerShell', path: '.local/share/powershell/PSReadLine/ConsoleHost_history.txt' },
  { shell: 'PowerShell', path: 'AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt' },
] as const;

export type HistoryFile = (typeof historyFiles)[number];

/** So much of the end of a history is read; the rest is older than any session. */
const MOST_BYTES = 1024 * 1024;
/** By this the place is found again in a history that was written anew. */
const TAIL_BYTES = 512;

/** How a history was when the session began. */
export interface HistoryNote {
  sizeBytes: number;
  tail: Buffer;
}

/** By path. A history that was not there has no note. */
export type HistoryNotes = ReadonlyMap<string, HistoryNote>;

/** Looks at all histories. `connection-lost` */
export async function noteHistories(machine: MachineFiles): Promise<Result<HistoryNotes>> {
  const notes = new Map<string, HistoryNote>();
  const abilities = await machine.abilities();
  if (!abilities.ok) return abilities;
  const files = await machine.browse();
  if (!files.ok) return files;
  const home = await shellHome(machine, abilities.value);
  const read = await Promise.all(
    historyFiles.map(async ({ path }) => ({ path, end: await readEnd(files.value, home, path) })),
  );
  for (const { path, end } of read) {
    if (!end.ok && end.problem.code === 'connection-lost') return end;
    if (!end.ok || end.value === undefined) continue;
    notes.set(path, { sizeBytes: end.value.sizeBytes, tail: end.value.bytes.subarray(-TAIL_BYTES) });
  }
  return ok(notes);
}

/** The end of a history; undefined when there is none, or it is no file. */
export async function readEnd(
  files: RemoteFiles,
  home: string,
  path: string,
): Promise<Result<{ sizeBytes: number; bytes: Buffer } | undefined>> {
  const absolute = joinPath(home, path);
  const stat = await files.stat(absolute, false);
  if (!stat.ok) return stat.problem.code === 'connection-lost' ? stat : ok(undefined);
  if (stat.value.kind !== 'file') return ok(undefined);
  const { sizeBytes } = stat.value;
  const opened = await files.openFile(absolute, 'read');
  if (!opened.ok) return opened.problem.code === 'connection-lost' ? opened : ok(undefined);
  const buffer = Buffer.alloc(Math.min(sizeBytes, MOST_BYTES));
  const read = await opened.value.read(sizeBytes - buffer.length, buffer);
  void opened.value.close();
  return read.ok ? ok({ sizeBytes, bytes: buffer.subarray(0, read.value) }) : read;
}
