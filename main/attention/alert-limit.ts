import type { Alert } from './alert.ts';

/** So many of each kind within the time; what somebody says more often is seen in the window and in the menu. */
const MOST = 10;
const WITHIN_MS = 60_000;

/**
 * Lets alerts through until there are too many, so that a service or a machine cannot flood the person. Urgent ones are
 * counted by themselves: others do not keep them back.
 *
 * @returns whether this one may be shown
 */
export function createAlertLimit(): (alert: Pick<Alert, 'isUrgent'>, now: number) => boolean {
  const shownAt: Record<'usual' | 'urgent', number[]> = { usual: [], urgent: [] };
  return ({ isUrgent }, now) => {
    const kind = isUrgent ? 'urgent' : 'usual';
    // A clock that was set back does not silence anything.
    shownAt[kind] = shownAt[kind].filter((at) => at <= now && now - at < WITHIN_MS);
    if (shownAt[kind].length >= MOST) return false;
    shownAt[kind].push(now);
    return true;
  };
}
