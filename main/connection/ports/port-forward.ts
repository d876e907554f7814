import type { Duplex } from 'node:stream';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ForwardOptions, RemoteListener, SshConnection } from '../ssh-connection.ts';
import type { ForwardReport } from './forward-report.ts';

/** Connections through one forward at a time; more are turned away. */
export const MAX_CONNECTIONS = 512;

/** The way to a machine; `MachineLink` is one. */
export interface ForwardLink {
  readonly isConnected: boolean;
  forward(host: string, port: number, options?: ForwardOptions): Promise<Result<Duplex>>;
  listen(...order: Parameters<SshConnection['listen']>): Promise<Result<RemoteListener>>;
}

export interface ForwardContext {
  clock: Clock;
  report: ForwardReport;
  link(): ForwardLink | undefined;
  log(line: string): void;
}

/** A forward from when it was opened until it is closed. It outlives links. */
export interface PortForward {
  /** Resolves when it is open, or waits for the link. */
  open(): Promise<Result<undefined>>;
  linkUp(): void;
  linkLost(): void;
  /** Ends its connections as well. */
  close(): void;
}
