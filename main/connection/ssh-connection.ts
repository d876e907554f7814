import type { Duplex } from 'node:stream';
import type { TerminalSize } from '../contract/calls.ts';
import type { Identity } from '../contract/connection-control.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { HostKey, SshEndpoint } from '../contract/session.ts';
import type { Clock } from '../lib/clock.ts';
import type { ExecChannel } from './remote/exec-channel.ts';
import type { FileChannel } from './remote/remote-files.ts';

/** A host key as it came over the wire. */
export interface SeenHostKey {
  /** RFC 4253 name, for example "ssh-ed25519". */
  algorithm: string;
  /** SHA-256 of the key blob as OpenSSH prints it. */
  sha256: string;
  /** The whole key blob in base64, as known_hosts has it. */
  publicKey: string;
}

/** How a shell ended; both are missing when the server did not say. */
export interface ShellExit {
  code?: number;
  signal?: string;
}

/** A shell with a terminal of its own on the far side (RFC 4254, section 6). */
export interface ShellChannel {
  /** To be called once, at once; output flows from then on. `onEnd` comes after the last output. */
  listen(onData: (bytes: Uint8Array) => void, onEnd: (exit: ShellExit) => void): void;
  write(bytes: Uint8Array): void;
  resize(size: TerminalSize): void;
  /** Stops reading, so that the channel's window fills and the remote program waits. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface ForwardOptions {
  /** The end of one direction leaves the other one open. Without it, the end of what the machine sends is the end of all. */
  allowHalfOpen?: boolean;
}

/** Somebody connected to a port that the machine listens on for us. To be accepted or rejected, once. */
export interface IncomingConnection {
  /** Either direction may end by itself. */
  accept(): Duplex;
  reject(): void;
}

/** A port of the machine on which it listens for us. */
export interface RemoteListener {
  port: number;
  /** What came through it before goes on. */
  close(): void;
}

/** A signed-in SSH connection. */
export interface SshConnection {
  hostKey: SeenHostKey;
  /** The identity's label. */
  signedInWith: string;
  /** `command` takes the place of the login shell. */
  openShell(size: TerminalSize, command?: string): Promise<Result<ShellChannel>>;
  /** Starts the SFTP subsystem on a channel of its own. `not-supported`, `busy` (no more channels) */
  openSftp(): Promise<Result<FileChannel>>;
  /** Runs a command without a terminal. `busy`, `not-supported` */
  exec(command: string, options?: { windowBytes?: number }): Promise<Result<ExecChannel>>;
  /**
   * Connects from the machine to an address as it sees it (RFC 4254, 7.2). `connection-refused` when nobody listens there,
   * `not-allowed` when the server forbids it, `timed-out`, `connection-lost`
   */
  forward(host: string, port: number, options?: ForwardOptions): Promise<Result<Duplex>>;
  /**
   * Lets the machine listen on a port of its own (RFC 4254, 7.1) until the connection or the listener is closed.
   * `not-allowed` when the server does not do so, for whatever reason: it tells none; `timed-out`, `connection-lost`
   *
   * @param host the address on the machine: "127.0.0.1", or "0.0.0.0" for everybody who can reach it
   * @param port 0 for one that the machine picks
   */
  listen(
    host: string,
    port: number,
    onConnection: (incoming: IncomingConnection) => void,
  ): Promise<Result<RemoteListener>>;
  /** Aborted when the connection is gone, lost or closed; the reason is a `Problem`. */
  readonly lost: AbortSignal;
  /** Resolves after one round trip to the server; rejects when the connection is gone. */
  roundTrip(): Promise<void>;
  /** Ends the connection; `onLost` is not called. */
  close(): void;
}

export interface ConnectOptions {
  endpoint: SshEndpoint;
  /** Offered one at a time, in this order. */
  identities: readonly Identity[];
  /** The key the server must show before anything secret is sent; with none, the first contact is believed. */
  pinned?: HostKey | undefined;
  /** Nothing is said to this computer itself, to which a name of a service may lead as well. */
  isElsewhere?: boolean | undefined;
  /** The connection ended after it was made. Called at most once. */
  onLost(problem: Problem): void;
  /** The server refused everything that was offered; these are the ways to sign in that it takes (RFC 4252, 5.1). */
  onRefused?(accepts: readonly string[]): void;
  log(line: string): void;
  /** For the time limits of channels; the system's own when left out. */
  clock?: Clock | undefined;
  /** Gives the attempt up. */
  signal: AbortSignal;
}

/** Makes a connection, with one engine or another. */
export type ConnectSsh = (options: ConnectOptions) => Promise<Result<SshConnection>>;
