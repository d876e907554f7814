import type { EntryKind, FileAccess } from '../../contract/files.ts';
import type { Result } from '../../contract/problem.ts';

/** What a machine says of one thing. */
export interface RemoteStat {
  kind: EntryKind;
  sizeBytes: number;
  /** Milliseconds since the epoch; SFTP version 3 and most shells know whole seconds. */
  modifiedAt: number | undefined;
  /** Permission bits, 0 to 0o7777. */
  mode: number | undefined;
}

export interface RemoteEntry {
  /** As the machine said it: hostile, to be judged before it becomes part of any path. */
  name: string;
  stat: RemoteStat;
  owner?: string | undefined;
  group?: string | undefined;
  /** Of a link, where the machine says it unasked: where it points, and what is there. */
  link?: { target: string; kind: EntryKind | 'missing' } | undefined;
}

export interface Attributes {
  mode?: number | undefined;
  /** Milliseconds since the epoch. */
  modifiedAt?: number | undefined;
}

/**
 * A file that is open on the machine. Over SFTP any number of reads and writes may be on their way at once, at any
 * positions. Every failure is a value; after `connection-lost` nothing works any more.
 */
export interface RemoteFile {
  /** Reads or writes must follow one another without a gap, one at a time: there is a pipe behind it. */
  readonly isSequential: boolean;
  /**
   * Fills the buffer from `position` and gives the number of bytes; fewer only at the end of the file, 0 at its end. A
   * machine that answers with less is asked again, one that answers with more is a `protocol-error`.
   */
  read(position: number, into: Uint8Array): Promise<Result<number>>;
  /** Resolves when the machine has acknowledged all of it (behind a pipe: when it was handed over; `close` tells). */
  write(position: number, bytes: Uint8Array): Promise<Result<undefined>>;
  stat(): Promise<Result<RemoteStat>>;
  setAttributes(attributes: Attributes): Promise<Result<undefined>>;
  /** The last word about what was written. */
  close(): Promise<Result<undefined>>;
}

/**
 * The files of a machine through one channel. Paths are absolute and use `/`. Codes of all: `not-found`, `not-allowed`,
 * `already-exists`, `not-empty`, `disk-full`, `not-supported`, `protocol-error`, `timed-out`, `connection-lost`.
 */
export interface RemoteFiles {
  readonly via: FileAccess;
  /** Most bytes of one read or write that travel as one request. */
  readonly readBytes: number;
  readonly writeBytes: number;
  /** Files that may be open at once on this channel. */
  readonly maxHandles: number;
  realPath(path: string): Promise<Result<string>>;
  /** `follow`: what a link leads to, instead of the link. */
  stat(path: string, follow: boolean): Promise<Result<RemoteStat>>;
  /**
   * Gives the entries of a folder as they come, without `.` and `..`; a promise from `onEntries` is waited for before
   * more is asked for. Abort with the signal: `cancelled`.
   */
  list(
    path: string,
    onEntries: (entries: RemoteEntry[]) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<Result<undefined>>;
  readLink(path: string): Promise<Result<string>>;
  makeFolder(path: string, mode?: number): Promise<Result<undefined>>;
  makeLink(path: string, target: string): Promise<Result<undefined>>;
  /** Atomic. Without `replace`, `already-exists` when something is there. */
  rename(from: string, to: string, replace: boolean): Promise<Result<undefined>>;
  removeFile(path: string): Promise<Result<undefined>>;
  removeFolder(path: string): Promise<Result<undefined>>;
  setAttributes(path: string, attributes: Attributes): Promise<Result<undefined>>;
  /** `create`: `already-exists` when something is there, links included. `write`: of what is there, nothing cut off. */
  openFile(path: string, how: 'read' | 'create' | 'write', mode?: number): Promise<Result<RemoteFile>>;
  /** Bytes free for this user in the file system of a path; undefined when the machine cannot tell. */
  freeBytes(path: string): Promise<number | undefined>;
  close(): void;
}

/** A channel of its own, which may end before its connection does. */
export interface FileChannel extends RemoteFiles {
  /** Aborted when nothing works on it any more; the reason is a `Problem`. */
  readonly ended: AbortSignal;
  /** Since when nobody has asked for anything (ms since the epoch); undefined while something waits or a file is open. */
  idleSince(): number | undefined;
}
