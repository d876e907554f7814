import type { BuildState } from '../../contract/build.ts';

/** Why a build is ended before its steps are. Travels as the reason of an AbortSignal. */
export const stopReasons = ['cancelled', 'session-ended', 'closing', 'timed-out'] as const;
export type StopReason = (typeof stopReasons)[number];

/** The reason of an aborted signal that one of us aborted. */
export function stopReason(signal: AbortSignal): StopReason | undefined {
  return signal.aborted ? (stopReasons.find((reason) => reason === signal.reason) ?? 'cancelled') : undefined;
}

/** What becomes of a build, or of its running step. */
export const stateAfterStop: Record<StopReason, Extract<BuildState, 'cancelled' | 'interrupted' | 'failed'>> = {
  cancelled: 'cancelled',
  'session-ended': 'cancelled',
  closing: 'interrupted',
  'timed-out': 'failed',
};
