import type { CallInput, CallOutput } from '../contract/calls.ts';
import type { Result } from '../contract/problem.ts';
import type { SessionRecord } from '../contract/record.ts';
import { describe, ok } from '../lib/result.ts';
import type { Records } from '../records/records.ts';
import { findRecording, recordedLines } from './recording-files.ts';

type Found = CallOutput<'recordings.search'>;

const MOST_PLACES = 200;
const MOST_CHARACTERS = 500;
/** So much of a line is shown before what was found. */
const BEFORE_CHARACTERS = 100;

/** The part of a line around what was found, if it is too long. */
function around(line: string, at: number): string {
  if (line.length <= MOST_CHARACTERS) return line;
  const from = Math.max(0, Math.min(at - BEFORE_CHARACTERS, line.length - MOST_CHARACTERS));
  return line.slice(from, from + MOST_CHARACTERS).toWellFormed();
}

/** Finds a text in what terminals showed, capitals or not: the newest session first, within a recording from its beginning. */
export async function searchRecordings(
  records: Pick<Records, 'get' | 'all' | 'folder'>,
  { sessionId, text }: CallInput<'recordings.search'>,
  log: (line: string) => void,
): Promise<Result<Found>> {
  const wanted = text.toLowerCase();
  const one = sessionId === undefined ? undefined : records.get(sessionId);
  const searched: SessionRecord[] =
    sessionId === undefined
      ? records.all().toSorted((first, second) => second.startedAt - first.startedAt)
      : one === undefined
        ? []
        : [one];
  const found: Found = { places: [], isCut: false };
  for (const record of searched) {
    for (const { id } of record.recordings) {
      const recording = await findRecording(records, record.id, id);
      if (!recording.ok) continue;
      try {
        for await (const lines of recordedLines(recording.value)) {
          for (const { atSeconds, text: line } of lines) {
            const at = line.toLowerCase().indexOf(wanted);
            if (at < 0) continue;
            if (found.places.length === MOST_PLACES) return ok({ ...found, isCut: true });
            found.places.push({ sessionId: record.id, recordingId: id, atSeconds, line: around(line, at) });
          }
        }
      } catch (error) {
        log(`recordings: one could not be searched: ${describe(error)}`);
      }
    }
  }
  return ok(found);
}
