import type { EntryKind } from '../../contract/files.ts';
import type { RemoteStat } from '../remote/remote-files.ts';
import type { Dialect } from './dialect.ts';

/** What `stat` writes of one thing: mode in hex, size, time, owner and group, with `/`, which no name of a user has. */
export const STAT_FORMATS = { gnu: "'%f/%s/%Y/%U/%G'", bsd: "'%Xp/%z/%m/%Su/%Sg'" } as const;

export function statCommand(dialect: Dialect, options = ''): string {
  return `stat ${options} ${dialect.stat === 'gnu' ? '-c' : '-f'} ${STAT_FORMATS[dialect.stat]}`;
}

export interface StatLine {
  stat: RemoteStat;
  owner: string;
  group: string;
}

/** Reads one line of {@link statCommand}; undefined when it is none. */
export function readStatLine(line: string): StatLine | undefined {
  const [modeText = '', sizeText = '', timeText = '', owner = '', group = ''] = line.split('/');
  const mode = /^[0-9a-f]{1,8}$/i.test(modeText) ? Number.parseInt(modeText, 16) : undefined;
  const sizeBytes = readNumber(sizeText);
  if (mode === undefined || sizeBytes === undefined) return undefined;
  const stat = { kind: kindOfMode(mode), sizeBytes, modifiedAt: readSeconds(timeText), mode: mode & 0o7777 };
  return { stat, owner, group };
}

/** A number that is one, and that can be counted with. */
export function readNumber(text: string): number | undefined {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : undefined;
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** Seconds since the epoch, with or without a fraction, as milliseconds. */
export function readSeconds(text: string): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * 1_000 + Math.floor(Number(`0.${match[2] ?? '0'}`) * 1_000);
}

// The type bits of st_mode (POSIX leaves them open; these are the same everywhere).
function kindOfMode(mode: number): EntryKind {
  switch (mode & 0o170000) {
    case 0o100000:
      return 'file';
    case 0o040000:
      return 'folder';
    case 0o120000:
      return 'link';
    default:
      return 'other';
  }
}
