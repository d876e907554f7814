/** The provider's rule for how long a machine stays. Durations in milliseconds. */
export type SessionRule =
  /** Some time after the build, and longer once somebody connected: the build host. */
  | { kind: 'once-connected'; idleMs: number; connectedMs: number }
  /**
   * Some time after the build, or after the last connection was closed; never longer than a limit that begins with the
   * first one: CircleCI. `isTold`: the service itself says so of this machine. Where it does not, plans of the service
   * have the one limit or the other, longer one.
   */
  | { kind: 'while-connected'; idleMs: number; limitMs: number; longerLimitMs?: number; isTold: boolean }
  /** Some time after the build, connected or not: Bitrise. */
  | { kind: 'after-build'; idleMs: number }
  /**
   * Some time after the build unless somebody connected; then until the longest time a build may take: Codemagic.
   * `isTold`: the limit is that of this build, not what is usual.
   */
  | { kind: 'build-limit'; idleMs: number; limitMs: number; isTold: boolean }
  /** A span from the machine's start: Semaphore. */
  | { kind: 'span'; spanMs: number }
  /** It is the machine of a build that runs, and goes with it: a job at Semaphore that was entered. */
  | { kind: 'with-build' }
  /** Nobody says: a pasted machine. */
  | { kind: 'unknown' };

/** What has happened so far; moments in milliseconds since the epoch, on the clock of this computer. */
export interface SessionEvents {
  /** Nothing of a machine that was asked for happened before. */
  requestedAt?: number | undefined;
  startedAt?: number | undefined;
  finishedAt?: number | undefined;
  firstConnectedAt?: number | undefined;
  /** When the last of the SSH sessions ended that are known here. */
  lastDisconnectedAt?: number | undefined;
  /** Machines with SSH sessions that are known here and open now; a link with nothing on it is none. */
  openConnections?: number | undefined;
  /** What was added to its time in all; milliseconds. */
  extendedMs?: number | undefined;
}

export type Rule<K extends SessionRule['kind']> = Extract<SessionRule, { kind: K }>;
