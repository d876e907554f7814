import type { HistoryNote } from './history-notes.ts';

/** What was typed, one command each; more than one line where it was typed so. */
type Timed = { at: number; command: string };

/** bash with HISTTIMEFORMAT: "#1700000000" before each command. */
function readBash(text: string): Timed[] | undefined {
  const found: Timed[] = [];
  for (const line of text.split('\n')) {
    const at = /^#([0-9]{9,12})$/.exec(line)?.[1];
    const last = found.at(-1);
    if (at !== undefined) found.push({ at: Number(at), command: '' });
    else if (last !== undefined && line !== '') last.command += last.command === '' ? line : `\n${line}`;
  }
  return found.length === 0 ? undefined : found;
}

/** zsh with EXTENDED_HISTORY: ": 1700000000:0;command". */
function readZsh(text: string): Timed[] | undefined {
  const found: Timed[] = [];
  for (const line of text.split('\n')) {
    const [, at, command = ''] = /^: ([0-9]{9,12}):[0-9]+;(.*)$/s.exec(line) ?? [];
    const last = found.at(-1);
    if (at !== undefined) found.push({ at: Number(at), command });
    else if (last !== undefined && line !== '') last.command += `\n${line}`;
  }
  return found.length === 0 ? undefined : found;
}

/** fish: "- cmd: command" and "  when: 1700000000". */
function readFish(text: string): Timed[] | undefined {
  const found = [...text.matchAll(/^- cmd: (.*)\n {2}when: ([0-9]{9,12})$/gm)].map(([, command = '', at]) => ({
    at: Number(at),
    command: command.replaceAll('\\n', '\n').replaceAll('\\\\', '\\'),
  }));
  return found.length === 0 ? undefined : found;
}

const readers: Partial<Record<string, (text: string) => Timed[] | undefined>> = {
  bash: readBash,
  zsh: readZsh,
  fish: readFish,
};

interface History {
  shell: string;
  /** The end of the file. */
  bytes: Buffer;
  sizeBytes: number;
  /** How it was when the session began; undefined when it was not there, or nobody looked. */
  note: HistoryNote | undefined;
  /** Somebody looked when the session began. */
  wasLookedAt: boolean;
  /** Milliseconds since the epoch. */
  since: number;
}

/**
 * Commands that were typed since the session began: by their times where the history has them, else by what was added to
 * the file. What may be older is left alone.
 */
export function commandsSince({ shell, bytes, sizeBytes, note, wasLookedAt, since }: History): string[] {
  const timed = readers[shell]?.(bytes.toString('utf8'));
  // Times are in whole seconds.
  if (timed !== undefined)
    return timed
      .filter(({ at, command }) => at >= Math.floor(since / 1_000) && command !== '')
      .map((one) => one.command);
  if (!wasLookedAt) return [];
  return addedTo(bytes, sizeBytes, note)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function addedTo(bytes: Buffer, sizeBytes: number, note: HistoryNote | undefined): Buffer {
  if (note === undefined || note.tail.length === 0) return bytes;
  const firstByte = sizeBytes - bytes.length;
  const at = note.sizeBytes - firstByte;
  // Where it ended then; or further up, when the shell has dropped old lines and written the rest anew.
  if (at >= note.tail.length && bytes.subarray(at - note.tail.length, at).equals(note.tail)) return bytes.subarray(at);
  const found = bytes.lastIndexOf(note.tail);
  if (found >= 0) return bytes.subarray(found + note.tail.length);
  return at < 0 ? bytes : Buffer.alloc(0);
}
