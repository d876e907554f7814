import type { Transfer } from '../../../main/contract/transfer.ts';
import { hasEnded, isUnderWay, overallOf } from '../../state/transfer-states.ts';
import type { Tone } from '../../ui/Dot.tsx';
import { countOf, countText, rateText } from '../../ui/size/size-text.ts';
import { spanText } from '../../ui/time/span-text.ts';
import { arrows, movingParts, stateParts, toneOf } from './transfer-text.ts';

function arrowOf(transfers: readonly Transfer[]): string {
  const directions = new Set(transfers.map(({ direction }) => direction));
  if (directions.size > 1) return '↑↓';
  return directions.has('upload') ? arrows.upload : arrows.download;
}

function endedText(transfers: readonly Transfer[]): string {
  const [only] = transfers;
  if (only === undefined) return '';
  if (transfers.length === 1) return `${arrows[only.direction]} ${[only.title, ...stateParts(only)].join(' · ')}`;
  const failed = transfers.reduce((sum, { failedCount }) => sum + failedCount, 0);
  const cancelled = transfers.filter(({ state }) => state === 'cancelled').length;
  return [
    `${arrowOf(transfers)} ${countOf(transfers.length - cancelled, 'transfer', 'transfers')} done`,
    ...(failed > 0 ? [`${countOf(failed, 'file', 'files')} failed`] : []),
    ...(cancelled > 0 ? [`${countText(cancelled)} cancelled`] : []),
  ].join(' · ');
}

const standingWords = [
  { state: 'paused', words: 'paused' },
  { state: 'waiting', words: 'waiting for a machine' },
  { state: 'stopped', words: 'stopped' },
] as const;

/** "↑ fixtures/ · 1,204 of 5,000 files · 41 MB/s · 22 s left", or the same of several together. */
export function stripText(transfers: readonly Transfer[]): string {
  const open = transfers.filter((transfer) => !hasEnded(transfer));
  const overall = overallOf(transfers);
  const [only] = open;
  if (only === undefined || overall === undefined) return endedText(transfers);
  if (open.length === 1) {
    const parts = only.state === 'running' ? movingParts(only, false) : stateParts(only);
    return [`${arrows[only.direction]} ${only.title}`, ...parts].join(' · ');
  }
  const standing = standingWords.flatMap(({ state, words }) => {
    const count = open.filter((transfer) => transfer.state === state).length;
    return count === 0 ? [] : [`${countText(count)} ${words}`];
  });
  const asking = open.filter(({ question }) => question !== undefined).length;
  return [
    `${arrowOf(open)} ${countOf(open.length, 'transfer', 'transfers')}`,
    ...(asking > 0 ? [`${countOf(asking, 'needs', 'need')} your answer`] : []),
    ...movingParts(overall, false),
    ...standing,
  ].join(' · ');
}

/** The colour that stands for all of them: what is worst of those that are open, else of those that ended. */
export function summaryTone(transfers: readonly Transfer[]): Tone {
  const open = transfers.filter((transfer) => !hasEnded(transfer));
  const tones = new Set((open.length > 0 ? open : transfers).map(toneOf));
  if (tones.has('bad')) return 'bad';
  if (tones.has('warn')) return 'warn';
  if (open.some(isUnderWay)) return 'run';
  return open.length === 0 && tones.has('ok') ? 'ok' : 'off';
}

/** Why nothing moves although something is open. */
function restText(open: readonly Transfer[]): string {
  if (open.every(({ state }) => state === 'waiting'))
    return open.length === 1 ? 'waits for its machine' : 'wait for their machines';
  return open.every(({ state }) => state === 'paused') ? 'paused' : 'at rest';
}

/** "3 transfers · 41 MB/s · 22 s left", for a narrow place. */
export function compactText(transfers: readonly Transfer[]): string {
  const overall = overallOf(transfers);
  if (overall === undefined) return '';
  const { openCount, activeCount, needsPersonCount, rate, remainingMs, isCounting } = overall;
  return [
    countOf(openCount, 'transfer', 'transfers'),
    ...(needsPersonCount > 0 ? [countOf(needsPersonCount, 'needs you', 'need you')] : []),
    ...(activeCount === 0 && needsPersonCount === 0
      ? [restText(transfers.filter((transfer) => !hasEnded(transfer)))]
      : []),
    ...(rate !== undefined && rate > 0 ? [rateText(rate)] : []),
    ...(remainingMs !== undefined && !isCounting ? [`${spanText(remainingMs)} left`] : []),
  ].join(' · ');
}
