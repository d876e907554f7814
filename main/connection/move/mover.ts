import type { Problem, Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import type { MachineFiles } from '../remote/machine-files.ts';

/** What every movement of bytes needs. */
export interface MoveContext {
  machine: MachineFiles;
  clock: Clock;
  /** Pause, cancel, or the end of the link: what is under way stops at once, `.part` files stay for later. */
  signal: AbortSignal;
  /**
   * Bytes that arrived and were acknowledged; negative when some must be sent again. Of a file, all of them and those of its
   * resume point together are always those of the last point told, once it has stopped, and its size when it has arrived.
   */
  onBytes(delta: number): void;
  log(line: string): void;
}

/** What is known of a file that is half moved, from the journal. */
export interface ResumePoint {
  /** All bytes before this one were acknowledged. */
  bytes: number;
  /** Size and time of the source when that began; if they differ, it begins again. */
  sizeBytes: number;
  modifiedAt: number | undefined;
}

export interface FileJob {
  /** Absolute. */
  local: string;
  /** Absolute. */
  remote: string;
  /** Told apart from other people's `.part` files: `name.<tag>.part` beside the final name, the name cut where it is too long. */
  tag: string;
  /** The final name may be taken by a file, which is replaced in one step; otherwise `already-exists`. */
  replace: boolean;
  resume?: ResumePoint | undefined;
  /** Of a download: whether it may have this size, which is never the listed one for sure; otherwise `too-large`. */
  accepts?: ((sizeBytes: number) => boolean) | undefined;
  /** Said every few MiB and at each stop: this much would not have to be moved again. */
  onPoint(point: ResumePoint): void;
}

/** One file that arrived, or why it did not. */
export interface FileOutcome {
  /** Path within the tree, with `/`. */
  path: string;
  /** Missing when it arrived. */
  problem?: Problem;
  /** Under another name, since this system cannot have its own. */
  renamedTo?: string;
}

/**
 * Moves one file: to `.part`, times and mode set, then renamed; the source is looked at again before that, and a source
 * that changed under us is `changed-meanwhile`. Nothing half-written ever has the final name. After `cancelled`,
 * `connection-lost` and `disk-full` the `.part` stays.
 */
export type MoveFile = (context: MoveContext, job: FileJob) => Promise<Result<undefined>>;

/** One thing of a tree, as the side it comes from has it. */
export interface TreeItem {
  /** Path within the tree, with `/`, checked by whoever made it. */
  path: string;
  kind: 'file' | 'folder' | 'link';
  sizeBytes: number;
  modifiedAt: number | undefined;
  mode: number | undefined;
  /** Of a link: where it points. Uploads keep links as links; downloads make none. */
  target?: string | undefined;
}

/** Many files at once through one `tar` on the machine. Where this is not possible the engine moves file by file. */
export interface TreeUpload {
  localFolder: string;
  /**
   * A folder of this transfer alone (`name.<tag>.part`), there already; the engine renames it when all is in it. What
   * has the size and time of its source in it already is complete, since tar sets the time last.
   */
  remoteFolder: string;
  items: AsyncIterable<TreeItem>;
  /** In the order of the items; after a cut nothing is said of those that may be half there. */
  onOutcome(outcome: FileOutcome): void;
}

export interface TreeDownload {
  remoteFolder: string;
  /** What to fetch, as paths within the folder, from a listing made before; anything else that comes is refused. */
  items: AsyncIterable<TreeItem>;
  localFolder: string;
  /** Each file goes to `name.<tag>.part` and is renamed when it is whole. */
  tag: string;
  replace: boolean;
  onOutcome(outcome: FileOutcome): void;
}

/** `ok` when the stream came to its end; outcomes tell of each file. */
export type MoveTree<Job extends TreeUpload | TreeDownload> = (
  context: MoveContext,
  job: Job,
) => Promise<Result<undefined>>;
