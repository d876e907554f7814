import type { Deadline } from '../contract/session.ts';
import { onceConnected } from './deadline/once-connected.ts';
import type { SessionEvents, SessionRule } from './deadline/rule.ts';
import { whileConnected } from './deadline/while-connected.ts';
import { afterBuild, buildLimit, span } from './deadline/with-build.ts';

/** Differences between two clocks below this do not make a deadline less sure; milliseconds. */
const TOLERANCE_MS = 60_000;

/** What has happened lies between the request and now; what does not was told by a clock that is wrong. */
function within(events: SessionEvents, now: number): { events: SessionEvents; isWrong: boolean } {
  let isWrong = false;
  const { requestedAt } = events;
  const earliest = requestedAt === undefined || requestedAt > now ? Number.NEGATIVE_INFINITY : requestedAt;
  const settle = (at: number | undefined): number | undefined => {
    if (at === undefined) return undefined;
    const settled = Math.min(now, Math.max(earliest, at));
    isWrong ||= Math.abs(settled - at) > TOLERANCE_MS;
    return settled;
  };
  const settled = {
    ...events,
    startedAt: settle(events.startedAt),
    finishedAt: settle(events.finishedAt),
    firstConnectedAt: settle(events.firstConnectedAt),
    lastDisconnectedAt: settle(events.lastDisconnectedAt),
  };
  return { events: settled, isWrong };
}

function byRule(rule: SessionRule, events: SessionEvents, now: number): Deadline {
  switch (rule.kind) {
    case 'once-connected':
      return onceConnected(rule, events);
    case 'while-connected':
      return whileConnected(rule, events, now);
    case 'build-limit':
      return buildLimit(rule, events);
    case 'after-build':
      return afterBuild(rule, events);
    case 'span':
      return span(rule, events);
    case 'with-build':
      return { reason: 'with its job, whenever that ends', certainty: 'unknown' };
    case 'unknown':
      return { reason: 'at a time not known here', certainty: 'unknown' };
  }
}

/**
 * When the machine goes away, why, how sure that is, and what would move it. Pure: the same arguments give the same
 * answer. A moment that has passed stays what it is, and is not sure any more: only the service says when it is over.
 *
 * @param now in milliseconds since the epoch, on the same clock as the events
 */
export function deadline(rule: SessionRule, events: SessionEvents, now: number): Deadline {
  const { events: settled, isWrong } = within(events, now);
  const found = byRule(rule, settled, now);
  if (found.at === undefined) return found;
  if (found.at <= now) {
    const reason = `${found.reason}; that has passed, and the service has not ended it yet`;
    return { ...found, reason, certainty: 'estimated' };
  }
  return isWrong && found.certainty === 'known' ? { ...found, certainty: 'estimated' } : found;
}
