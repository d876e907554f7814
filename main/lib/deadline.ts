import type { Deadline } from '../contract/session.ts';

/** The provider's rule for how long a machine stays. Durations in milliseconds. */
export interface SessionRule {
  /** After the build's end. */
  idleMs: number;
  /** After the first connection, when that is later. */
  connectedMs: number;
}

/** What has happened so far; moments in milliseconds since the epoch. */
export interface SessionEvents {
  finishedAt?: number | undefined;
  firstConnectedAt?: number | undefined;
}

function span(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

/** When the machine goes away, why, and how sure that is. Pure: the same events give the same answer. */
export function deadline(rule: SessionRule, events: SessionEvents): Deadline {
  const { finishedAt, firstConnectedAt } = events;
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
    reason: `${span(rule.idleMs)} after the build, nobody connected`,
    certainty: 'known',
  };
}
