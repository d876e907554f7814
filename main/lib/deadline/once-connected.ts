import type { Deadline } from '../../contract/session.ts';
import { durationWords } from './duration-words.ts';
import type { Rule, SessionEvents } from './rule.ts';

function stay({ idleMs, connectedMs }: Rule<'once-connected'>, events: SessionEvents): Deadline {
  const { finishedAt, firstConnectedAt } = events;
  const [idle, connected] = [durationWords(idleMs), durationWords(connectedMs)];
  if (firstConnectedAt === undefined) {
    const moves = [`Connecting keeps it until ${connected} after the first connection.`];
    if (finishedAt === undefined)
      return { reason: `${idle} after the build, ${connected} once connected`, certainty: 'unknown', moves };
    return {
      at: finishedAt + idleMs,
      from: finishedAt,
      reason: `${idle} after the build unless somebody connects`,
      certainty: 'known',
      moves,
    };
  }
  const at = firstConnectedAt + connectedMs;
  const reason = `${connected} after the first connection`;
  if (finishedAt === undefined) {
    const later = `${reason}, later if the build takes longer`;
    return { at, from: firstConnectedAt, reason: later, certainty: 'estimated' };
  }
  // A build that outlasted the hour must not take the machine with it the moment it ends.
  if (finishedAt + idleMs <= at) return { at, from: firstConnectedAt, reason, certainty: 'known' };
  return { at: finishedAt + idleMs, from: firstConnectedAt, reason: `${idle} after the build`, certainty: 'known' };
}

/** Some time after the build, longer once somebody connected, and what was added to it. */
export function onceConnected(rule: Rule<'once-connected'>, events: SessionEvents): Deadline {
  const deadline = stay(rule, events);
  const { extendedMs = 0 } = events;
  if (extendedMs <= 0) return deadline;
  return {
    ...deadline,
    ...(deadline.at === undefined ? {} : { at: deadline.at + extendedMs }),
    reason: `${deadline.reason}, and ${durationWords(extendedMs)} more that were added`,
  };
}
