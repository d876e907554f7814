import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import { joinPath } from '../files/entry-names.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { scriptCommand } from '../shell-files/shell-script.ts';

/** Where shells keep what was typed, below the home folder. */
export const historyFiles = [
  { shell: 'bash', path: '.bash_history' },
  { shell: 'zsh', path: '.zsh_history' },
  { shell: 'sh', path: '.sh_history' },
  { shell: 'fish', path: '.local/share/fish/fish_history' },
  { shell: 'PowerShell', path: '.local/share/powershell/PSReadLine/ConsoleHost_history.txt' },
  { shell: 'PowerShell', path: 'AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt' },
] as const;

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

/** A line for each: its path, how long it is, and its end in hex. */
const SCRIPT = [
  `for f in ${historyFiles.map(({ path }) => path).join(' ')}; do p="$HOME/$f"; [ -f "$p" ] && [ ! -L "$p" ]`,
  `&& echo "$f $(wc -c <"$p" | tr -d ' ') $(tail -c ${TAIL_BYTES} "$p" | od -An -v -tx1 | tr -d ' \\n')"; done; echo end`,
].join(' ');
const ANSWER_BYTES = 65_536;
const ANSWER_MS = 30_000;

/**
 * Looks at all histories. By a command, which takes up a session of the machine for a moment only; where there is no
 * shell to run it, over SFTP. `connection-lost`
 */
export async function noteHistories(machine: MachineFiles): Promise<Result<HistoryNotes>> {
  const asked = await machine.run(scriptCommand(SCRIPT), { maxBytes: ANSWER_BYTES, timeoutMs: ANSWER_MS });
  if (!asked.ok && ['connection-lost', 'busy'].includes(asked.problem.code)) return asked;
  const notes = asked.ok ? parseNotes(asked.value.output.toString('latin1')) : undefined;
  return notes === undefined ? noteByFiles(machine) : ok(notes);
}

/** @returns undefined when it is not what was asked for */
export function parseNotes(text: string): HistoryNotes | undefined {
  const lines = text.split('\n');
  if (lines.at(-2) !== 'end') return undefined;
  const notes = new Map<string, HistoryNote>();
  for (const line of lines) {
    const [, path = '', size = '', hex = ''] = /^(\S+) ([0-9]{1,15}) ((?:[0-9a-f]{2})*)$/.exec(line) ?? [];
    if (historyFiles.some((file) => file.path === path))
      notes.set(path, { sizeBytes: Number(size), tail: Buffer.from(hex, 'hex') });
  }
  return notes;
}

async function noteByFiles(machine: MachineFiles): Promise<Result<HistoryNotes>> {
  const notes = new Map<string, HistoryNote>();
  const abilities = await machine.abilities();
  if (!abilities.ok) return abilities;
  const files = await machine.browse();
  if (!files.ok) return files;
  for (const { path } of historyFiles) {
    const end = await readEnd(files.value, abilities.value.home, path);
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
