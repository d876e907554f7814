import type { Deadline } from '../contract/session.ts';

/** The provider's rule for how long a machine stays. Durations in milliseconds. */
export type SessionRule =
  /** Some time after the build, and longer once somebody connected: the build host, CircleCI. */
  | { kind: 'once-connected'; idleMs: number; connectedMs: number }
  /** Some time after the build, connected or not: Bitrise. */
  | { kind: 'after-build'; idleMs: number }
  /** Some time after the build unless somebody connected; then until the longest time a build may take: Codemagic. */
  | { kind: 'build-limit'; idleMs: number; limitMs: number }
  /** A span from the machine's start: Semaphore. */
  | { kind: 'span'; spanMs: number }
  /** Nobody says: a pasted machine. */
  | { kind: 'unknown' };

/** What has happened so far; moments in milliseconds since the epoch. */
export interface SessionEvents {
  startedAt?: number | undefined;
  finishedAt?: number | undefined;
  firstConnectedAt?: number | undefined;
}

type Rule<K extends SessionRule['kind']> = Extract<SessionRule, { kind: K }>;

function span(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

function onceConnected(rule: Rule<'once-connected'>, { finishedAt, firstConnectedAt }: SessionEvents): Deadline {
  if (firstConnectedAt !== undefined) {
    const byConnection = firstConnectedAt + rule.connectedMs;
    const reason = `${span(rule.connectedMs)} after the first connection`;
    if (finishedAt === undefined) {
      return {
        at: byConnection,
        from: firstConnectedAt,
        reason: `${reason}, later if the build takes longer`,
        certainty: 'estimated',
      };
    }
    // A build that outlasted the hour must not take the machine with it the moment it ends.
    const byBuild = finishedAt + rule.idleMs;
    if (byBuild > byConnection) {
      return {
        at: byBuild,
        from: firstConnectedAt,
        reason: `${span(rule.idleMs)} after the build`,
        certainty: 'known',
      };
    }
    return { at: byConnection, from: firstConnectedAt, reason, certainty: 'known' };
  }
  if (finishedAt === undefined) {
    return {
      reason: `${span(rule.idleMs)} after the build, ${span(rule.connectedMs)} once connected`,
      certainty: 'unknown',
    };
  }
  return {
    at: finishedAt + rule.idleMs,
    from: finishedAt,
    reason: `${span(rule.idleMs)} after the build unless somebody connects`,
    certainty: 'known',
  };
}

function buildLimit(rule: Rule<'build-limit'>, { startedAt, finishedAt, firstConnectedAt }: SessionEvents): Deadline {
  const byLimit = startedAt === undefined ? undefined : startedAt + rule.limitMs;
  const idleEnd = finishedAt === undefined || firstConnectedAt !== undefined ? undefined : finishedAt + rule.idleMs;
  if (idleEnd !== undefined && (byLimit === undefined || idleEnd < byLimit)) {
    const reason = `${span(rule.idleMs)} after the build unless somebody connects`;
    return { at: idleEnd, from: finishedAt, reason, certainty: 'known' };
  }
  const reason = `when the build reaches its time limit (${span(rule.limitMs)} unless it has its own)`;
  return byLimit === undefined
    ? { reason, certainty: 'unknown' }
    : { at: byLimit, from: startedAt, reason, certainty: 'estimated' };
}

/** When the machine goes away, why, and how sure that is. Pure: the same events give the same answer. */
export function deadline(rule: SessionRule, events: SessionEvents): Deadline {
  const { startedAt, finishedAt } = events;
  switch (rule.kind) {
    case 'once-connected':
      return onceConnected(rule, events);
    case 'build-limit':
      return buildLimit(rule, events);
    case 'after-build': {
      const reason = `${span(rule.idleMs)} after the build`;
      if (finishedAt === undefined) return { reason, certainty: 'unknown' };
      return { at: finishedAt + rule.idleMs, from: finishedAt, reason, certainty: 'known' };
    }
    case 'span': {
      const reason = `${span(rule.spanMs)} after its start`;
      if (startedAt === undefined) return { reason, certainty: 'unknown' };
      return { at: startedAt + rule.spanMs, from: startedAt, reason, certainty: 'known' };
    }
    case 'unknown':
      return { reason: 'at a time not known here', certainty: 'unknown' };
  }
}
