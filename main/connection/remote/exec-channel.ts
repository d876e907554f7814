import type { Readable, Writable } from 'node:stream';
import type { Result } from '../../contract/problem.ts';

export interface CommandExit {
  code?: number;
  signal?: string;
}

/** A command that runs on the machine, without a terminal (RFC 4254, 6.5). */
export interface ExecChannel {
  /** Fails, instead of ending, when the link is lost. */
  readonly output: Readable;
  /** To be read as well: both share one window, and a command that says much here stands still otherwise. */
  readonly errors: Readable;
  /** Fails when the channel closes before all of it was taken. */
  readonly input: Writable;
  /**
   * Resolves when the channel has closed, however, and its output has been taken, and its errors where somebody listens;
   * empty when the machine did not say.
   */
  readonly exit: Promise<CommandExit>;
  /** Gives it no more input and takes no more of its output, but leaves it to come to its end, which `exit` tells. */
  leave(): void;
  close(): void;
}

export interface CommandResult {
  output: Buffer;
  /** The end of what it wrote to its error output, made fit for the log. */
  errors: string;
  code: number | undefined;
}

export interface RunOptions {
  input?: string | Uint8Array | undefined;
  /** More output than this ends the command: `too-large`. */
  maxBytes: number;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Runs commands on one machine. Words from outside go through `posixQuote` of lib first. */
export interface Commands {
  exec(command: string, options?: { windowBytes?: number }): Promise<Result<ExecChannel>>;
  /** Runs a command to its end. A code other than 0 is not a failure. */
  run(command: string, options: RunOptions): Promise<Result<CommandResult>>;
}
