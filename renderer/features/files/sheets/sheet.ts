import type { CallOutput } from '../../../../main/contract/calls.ts';
import type { FileEntry } from '../../../../main/contract/files.ts';
import type { Problem } from '../../../../main/contract/problem.ts';
import type { PathProblem, Taken } from '../move-files.ts';

/** Something that is asked or answered below the list. */
export type Sheet =
  | { kind: 'remove'; paths: readonly string[] }
  | { kind: 'mode'; entries: readonly FileEntry[]; folder: string }
  /** A name that is taken where something goes. `more`: others may follow. */
  | { kind: 'taken'; name: string; folder: string; hasMore: boolean; answer(choice: Taken, isForAll: boolean): void }
  /** Rows that were let go outside the window. */
  | { kind: 'outside'; paths: readonly string[] }
  | { kind: 'compared'; name: string; result: NonNullable<CallOutput<'files.compare'>> }
  | { kind: 'checksum'; name: string; sha256: string }
  | { kind: 'command'; title: string; result: CallOutput<'files.copyCommand'> }
  | { kind: 'failed'; title: string; problems: readonly PathProblem[] }
  | { kind: 'problem'; problem: Problem };
