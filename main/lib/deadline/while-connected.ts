import type { Deadline } from '../../contract/session.ts';
import { durationWords } from './duration-words.ts';
import type { Rule, SessionEvents } from './rule.ts';

type WhileConnected = Rule<'while-connected'>;

/** The longest stay. A machine that outlived the shorter one must have the longer one. */
function limitOf({ limitMs, longerLimitMs }: WhileConnected, firstConnectedAt: number, now: number): number {
  return longerLimitMs !== undefined && now > firstConnectedAt + limitMs ? longerLimitMs : limitMs;
}

/** Goes some time after the last connection was closed, and at the latest some time after the first one. */
export function whileConnected(rule: WhileConnected, events: SessionEvents, now: number): Deadline {
  const { finishedAt, firstConnectedAt, lastDisconnectedAt, openConnections = 0 } = events;
  const idle = durationWords(rule.idleMs);
  if (firstConnectedAt === undefined) {
    const longest = rule.isTold ? durationWords(rule.limitMs) : `${durationWords(rule.limitMs)} or more`;
    const moves = [`An open SSH session keeps it, for ${longest} in all.`];
    const reason = `${idle} after the build unless somebody connects`;
    if (finishedAt === undefined) return { reason, certainty: 'unknown', moves };
    return { at: finishedAt + rule.idleMs, from: finishedAt, reason, certainty: 'known', moves };
  }
  const limitMs = limitOf(rule, firstConnectedAt, now);
  const limit = durationWords(limitMs);
  const certainty = rule.isTold ? 'known' : 'estimated';
  const reason = rule.isTold
    ? `${limit} after the first connection`
    : `${limit} after the first connection, as the plan of the account has it`;
  const limitAt = firstConnectedAt + limitMs;
  const from = firstConnectedAt;
  if (openConnections > 0) {
    const moves = [`Once the last SSH session is closed, it goes ${idle} later unless somebody connects again.`];
    if (finishedAt === undefined)
      return {
        at: limitAt,
        from,
        reason: `${limit} after the first connection, later if the build takes longer`,
        certainty: 'estimated',
        moves,
      };
    if (finishedAt < limitAt) return { at: limitAt, from, reason, certainty, moves };
    return {
      at: finishedAt + rule.idleMs,
      from,
      reason: `about ${idle} after a build that took longer than ${limit}`,
      certainty: 'estimated',
    };
  }
  const moves = ['Connecting again keeps it longer.'];
  if (finishedAt === undefined)
    return { reason: `${idle} after the build unless somebody connects again`, certainty: 'unknown', moves };
  const idleFrom = Math.max(finishedAt, lastDisconnectedAt ?? firstConnectedAt);
  const idleAt = idleFrom + rule.idleMs;
  // What was built longer than the limit goes with its idle time.
  if (idleAt >= limitAt && finishedAt < limitAt) return { at: limitAt, from, reason, certainty };
  return {
    at: idleAt,
    from: idleFrom,
    reason: `${idle} after the last SSH session was closed unless somebody connects again`,
    // Others may be on it as well.
    certainty: 'estimated',
    moves,
  };
}
