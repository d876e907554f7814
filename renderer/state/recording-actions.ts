import type { CallInput, CallOutput } from '../../main/contract/calls.ts';
import type { Result } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';
import { reportDone, valueOrReport, wentWell } from './notices.ts';

export async function pauseRecording(sessionId: string, recordingId: string, isPaused: boolean): Promise<void> {
  wentWell(await callMain('recordings.pause', { sessionId, recordingId, isPaused }));
}

/** Whole lines of an asciicast, from an offset on; the player shows a problem in its own place. */
export function readRecording(
  sessionId: string,
  recordingId: string,
  offset: number,
): Promise<Result<CallOutput<'recordings.read'>>> {
  return callMain('recordings.read', { sessionId, recordingId, offset });
}

/** Places of a text in the recordings of one session, or of all. */
export function searchRecordings(text: string, sessionId?: string): Promise<Result<CallOutput<'recordings.search'>>> {
  return callMain('recordings.search', { text, ...(sessionId === undefined ? {} : { sessionId }) });
}

export async function saveRecording(input: CallInput<'recordings.save'>): Promise<void> {
  const saved = valueOrReport(await callMain('recordings.save', input));
  if (saved !== undefined) reportDone(`Saved to ${saved.path}.`);
}

export async function copyRecording(input: CallInput<'recordings.copy'>): Promise<void> {
  const copied = valueOrReport(await callMain('recordings.copy', input));
  if (copied === undefined) return;
  reportDone(copied.isCut ? 'The end of the recording is on the clipboard.' : 'The recording is on the clipboard.');
}

export async function removeRecording(sessionId: string, recordingId: string): Promise<boolean> {
  return wentWell(await callMain('recordings.remove', { sessionId, recordingId }));
}
