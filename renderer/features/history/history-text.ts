import type { SessionRecord } from '../../../main/contract/record.ts';
import type { Tone } from '../../ui/Dot.tsx';
import { countOf } from '../../ui/size/size-text.ts';

interface RecordLook {
  tone: Tone;
  /** How it ended, or that it has not. */
  label: string;
}

/** How a session ended, or that it is still open. */
export function recordLook({ state, endedAt }: SessionRecord): RecordLook {
  switch (state) {
    case 'failed':
      return { tone: 'bad', label: 'Failed' };
    case 'expired':
      return { tone: 'warn', label: 'Its time ran out' };
    case 'closed':
      return { tone: 'off', label: endedAt === undefined ? 'Ended while Jumpseat was closed' : 'Ended' };
    case 'closing':
      return { tone: 'run', label: 'Ending' };
    default:
      return { tone: 'ok', label: 'Open' };
  }
}

export function isOpenRecord({ state }: SessionRecord): boolean {
  return state !== 'failed' && state !== 'expired' && state !== 'closed';
}

/** "main · This computer". */
export function originText({ branch, place }: SessionRecord): string {
  return [branch, place].filter((part) => part !== undefined && part !== '').join(' · ');
}

/** "work saved, 2 recordings, notes"; nothing where nothing stays. */
export function contentsText({ salvages, recordings, notes }: SessionRecord): string {
  const hasWork = salvages.some(({ state }) => state === 'saved' || state === 'partial');
  return [
    hasWork ? 'work saved' : undefined,
    recordings.length === 0 ? undefined : countOf(recordings.length, 'recording', 'recordings'),
    notes.trim() === '' ? undefined : 'notes',
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
