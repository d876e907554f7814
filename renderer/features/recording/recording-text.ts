import type { Recording } from '../../../main/contract/record.ts';
import type { Tone } from '../../ui/Dot.tsx';
import { countOf, sizeText } from '../../ui/size/size-text.ts';
import { durationText } from '../../ui/time/time-text.ts';

export const recordingTones: Record<Recording['state'], Tone> = {
  on: 'run',
  paused: 'warn',
  full: 'warn',
  failed: 'bad',
  ended: 'off',
};

interface StateWords {
  /** In the corner of the terminal. */
  short: string;
  /** What it means. */
  long: string;
}

/** What a recording is doing, and what that means for what is typed now. */
export function stateWords({ state, problem, sizeBytes }: Recording): StateWords {
  switch (state) {
    case 'on':
      return { short: 'Recording', long: 'Recorded on this computer; secrets in use are struck out.' };
    case 'paused':
      return { short: 'Not recording', long: 'The recording is paused. What this terminal shows is not kept.' };
    case 'full':
      return {
        short: 'Recording is full',
        long: `The recording has reached its limit at ${sizeText(sizeBytes)}. The terminal goes on unrecorded.`,
      };
    case 'failed':
      return { short: 'Recording failed', long: problem?.message ?? 'The recording could not be written.' };
    case 'ended':
      return { short: 'Recorded', long: 'The recording has ended with its terminal.' };
  }
}

/** "12m 04s · 1.1 MB · 3 secrets struck out". */
export function factsText(recording: Recording): string {
  const { startedAt, endedAt, state, sizeBytes, redactions } = recording;
  return [
    endedAt === undefined ? undefined : durationText(endedAt - startedAt),
    sizeText(sizeBytes),
    redactions === 0 ? undefined : `${countOf(redactions, 'secret', 'secrets')} struck out`,
    state === 'ended' ? undefined : stateWords(recording).short,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** A moment of a recording: "0:07", "12:04", "1:02:09". */
export function positionText(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / HOUR_S);
  const minutes = Math.floor((whole % HOUR_S) / MINUTE_S);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % MINUTE_S)}` : `${minutes}:${two(whole % MINUTE_S)}`;
}

/** "1:02 of 12:04", as it is read out. */
export function positionOf(seconds: number, durationSeconds: number): string {
  return `${positionText(seconds)} of ${positionText(durationSeconds)}`;
}
