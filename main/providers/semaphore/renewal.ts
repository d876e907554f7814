import type { Hold } from '../../contract/hold.ts';
import { durationWords } from '../../lib/deadline/duration-words.ts';
import type { ProviderSession } from '../provider.ts';

/** The next machine is asked for this long before the first one goes: it takes a minute or two to be there. */
export const LEAD_MS = 5 * 60_000;

type RenewHold = Extract<Hold, { kind: 'renew' }>;

/** Semaphore moves the end of no job; another one can be started before it ends. */
export function renewHold(
  { rule, events }: Pick<ProviderSession, 'rule' | 'events'>,
  next: { isOn: boolean; nextSessionId?: string | undefined },
): RenewHold {
  const spanMs = rule.kind === 'span' ? rule.spanMs : 0;
  const { isOn, nextSessionId } = next;
  const startsAt = isOn && events.startedAt !== undefined ? events.startedAt + spanMs - LEAD_MS : undefined;
  return {
    kind: 'renew',
    label: 'Start the next machine before this one ends',
    does:
      `${durationWords(LEAD_MS)} before the end, or at once when less is left, Jumpseat asks for another debug job of the ` +
      'same kind. It opens as a session of its own. Files do not go along by themselves: save your work, and take it over.',
    costs: `For those minutes two machines run and are paid for, and then the next one for ${durationWords(spanMs)}.`,
    isOn,
    ...(startsAt === undefined || nextSessionId !== undefined ? {} : { startsAt: Math.max(0, startsAt) }),
    ...(nextSessionId === undefined ? {} : { nextSessionId }),
  };
}
