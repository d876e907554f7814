import type { ConflictRule } from '../../contract/transfer.ts';
import type { There } from './target.ts';

/** Two times that are closer may be one: some file systems keep even seconds only (FAT). */
const SAME_TIME_MS = 2_000;
/** SFTP version 3 knows no others (draft-ietf-secsh-filexfer-02, 5). */
const wholeSeconds = (at: number): number => Math.floor(at / 1000);

export type Verdict =
  | { kind: 'move'; replace: boolean }
  | { kind: 'beside' }
  | { kind: 'skip'; message: string }
  /** Somebody has to say. */
  | { kind: 'ask' }
  | { kind: 'fail'; message: string };

interface Coming {
  modifiedAt: number | undefined;
}

/** What becomes of something whose place is taken. Nothing is overwritten without a rule. */
export function judge(coming: Coming, there: There, rule: ConflictRule | undefined): Verdict {
  switch (rule) {
    case undefined:
      return { kind: 'ask' };
    case 'keep-both':
      return { kind: 'beside' };
    case 'skip':
      return { kind: 'skip', message: 'It was there already.' };
    case 'newer':
      if (there.modifiedAt === undefined || coming.modifiedAt === undefined) {
        return { kind: 'skip', message: 'It was there already, and which of them is newer cannot be told.' };
      }
      if (wholeSeconds(coming.modifiedAt) <= wholeSeconds(there.modifiedAt)) {
        return { kind: 'skip', message: 'The one that was there is just as new.' };
      }
      break;
    case 'replace':
      break;
  }
  if (there.kind === 'folder') {
    return { kind: 'fail', message: 'A folder is where this file is to be written. Move the folder away first.' };
  }
  if (there.kind === 'other') {
    return { kind: 'fail', message: 'A device or pipe is where this file is to be written. Move it away first.' };
  }
  return { kind: 'move', replace: true };
}

/** Whether what is there can be what was sent there before. */
export function looksArrived(coming: Coming & { sizeBytes: number }, there: There): boolean {
  if (there.kind !== 'file' || there.sizeBytes !== coming.sizeBytes) return false;
  if (coming.modifiedAt === undefined || there.modifiedAt === undefined) return false;
  return Math.abs(coming.modifiedAt - there.modifiedAt) < SAME_TIME_MS;
}
