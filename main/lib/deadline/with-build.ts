import type { Deadline } from '../../contract/session.ts';
import { durationWords } from './duration-words.ts';
import type { Rule, SessionEvents } from './rule.ts';

/** Some time after the build, whoever is on it. */
export function afterBuild({ idleMs }: Rule<'after-build'>, { finishedAt }: SessionEvents): Deadline {
  const idle = durationWords(idleMs);
  const reason = `${idle} after the build`;
  if (finishedAt !== undefined) return { at: finishedAt + idleMs, from: finishedAt, reason, certainty: 'known' };
  const moves = [
    `While the build runs, the machine stays: a last step that sleeps puts the ${idle} off, up to the time limit of builds.`,
  ];
  return { reason, certainty: 'unknown', moves };
}

/** Some time after the build unless somebody connected; then until the build reaches its longest time. */
export function buildLimit(rule: Rule<'build-limit'>, events: SessionEvents): Deadline {
  const { startedAt, finishedAt, firstConnectedAt } = events;
  const limit = durationWords(rule.limitMs);
  const limitAt = startedAt === undefined ? undefined : startedAt + rule.limitMs;
  const moves = [`Connecting keeps it until the build reaches its time limit, ${limit} after its start.`];
  const idleAt = finishedAt === undefined || firstConnectedAt !== undefined ? undefined : finishedAt + rule.idleMs;
  if (idleAt !== undefined && (limitAt === undefined || idleAt < limitAt)) {
    const reason = `${durationWords(rule.idleMs)} after the build unless somebody connects`;
    return { at: idleAt, from: finishedAt, reason, certainty: 'known', moves };
  }
  const reason = `when the build reaches its time limit (${rule.isTold ? limit : `${limit} unless it has its own`})`;
  if (limitAt === undefined) return { reason, certainty: 'unknown' };
  // As long as it may still end earlier, nobody connected, nothing is sure.
  const isSure = rule.isTold && (finishedAt !== undefined || firstConnectedAt !== undefined);
  return { at: limitAt, from: startedAt, reason, certainty: isSure ? 'known' : 'estimated' };
}

/** A span from the machine's start. */
export function span({ spanMs }: Rule<'span'>, { startedAt }: SessionEvents): Deadline {
  const reason = `${durationWords(spanMs)} after its start`;
  if (startedAt === undefined) return { reason, certainty: 'unknown' };
  return { at: startedAt + spanMs, from: startedAt, reason, certainty: 'known' };
}
