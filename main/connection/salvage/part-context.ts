import type { SalvageOrder } from '../../contract/connection-work.ts';
import type { Result } from '../../contract/problem.ts';
import type { LeftOut } from '../../contract/salvage.ts';
import type { Clock } from '../../lib/clock.ts';
import type { FileAbilities, MachineFiles } from '../remote/machine-files.ts';
import type { CloneFacts } from './clone-facts.ts';
import type { HistoryNotes } from './history-notes.ts';
import type { MachineGit } from './machine-git.ts';

/** The clone on the machine, found and asked about. */
export interface FoundClone {
  path: string;
  git: MachineGit;
  facts: CloneFacts;
}

/** What every part works with. Made anew for each attempt, since nothing outlives a link. */
export interface PartContext {
  machine: MachineFiles;
  abilities: FileAbilities;
  /** As shells have it. */
  home: string;
  clock: Clock;
  order: SalvageOrder;
  clone: Result<FoundClone>;
  /** How long the histories of the machine's shells were when the session began. */
  notes: HistoryNotes | undefined;
  /** Bytes that may still be written, by the limit, the disk and the time that is left. */
  roomBytes: number;
  /** Stop, the end of the link, or the end of the time. */
  signal: AbortSignal;
  /** Bytes that came, for the rate. */
  onBytes(bytes: number): void;
  leaveOut(thing: LeftOut): void;
  log(line: string): void;
}

/** What came of a part; undefined when there was nothing. */
export interface SavedPart {
  file: string;
  sizeBytes: number;
  count?: number;
}

/** Fetches one part. `connection-lost`: once more when the link is back. */
export type FetchPart = (context: PartContext) => Promise<Result<SavedPart | undefined>>;
