import type { FileAccess } from '../../contract/files.ts';
import type { Result } from '../../contract/problem.ts';
import type { Commands } from './exec-channel.ts';
import type { RemoteFiles } from './remote-files.ts';

/** What a machine can do for files, found out once per connection. */
export interface FileAbilities {
  via: FileAccess;
  os: 'posix' | 'windows';
  /** Its login folder. */
  home: string;
  /** Commands run in a POSIX shell. */
  hasShell: boolean;
  /** `gnu`, `bsd` or `busybox`; undefined without tar, or without a shell. */
  tar: 'gnu' | 'bsd' | 'busybox' | undefined;
  /** A command that reads its input and writes a SHA-256 in hex as its first word: "sha256sum", "shasum -a 256". */
  sha256: string | undefined;
  hasGit: boolean;
}

/** All ways to the files of one machine while its link is up. Made anew for every connection. */
export interface MachineFiles extends Commands {
  abilities(): Promise<Result<FileAbilities>>;
  /**
   * Channels for bytes: at most `count`, at least one, opened as they are needed and shared by everybody who asks. A
   * machine that refuses more is believed (OpenSSH's MaxSessions is 10, and terminals count). They stay open until the
   * connection ends, they break, or nobody needed them for five minutes: ask again for each piece of work, which costs
   * nothing while they are open.
   */
  channels(count: number): Promise<Result<readonly [RemoteFiles, ...RemoteFiles[]]>>;
  /**
   * The channel for people who look at folders: never waits behind a transfer, unless the machine gives no second channel.
   * Without SFTP these are files by commands of the shell. To be asked for anew like `channels`.
   */
  browse(): Promise<Result<RemoteFiles>>;
  /** Measured by the heartbeat and by the first request; milliseconds. */
  readonly latencyMs: number | undefined;
  /** Aborted when the connection is gone; the reason is a `Problem`. */
  readonly lost: AbortSignal;
}
