import { open } from 'node:fs/promises';
import type { CallInput, CallOutput } from '../contract/calls.ts';
import type { Result } from '../contract/problem.ts';
import { describe, fail, ok } from '../lib/result.ts';
import type { Records } from '../records/records.ts';
import { asMarkdown, asText, collectEnd, endOf } from './export-recording.ts';
import { copyCast, findRecording, readPage, recordedLines, type FoundRecording } from './recording-files.ts';
import { searchRecordings } from './search-recordings.ts';

type Format = CallInput<'recordings.save'>['format'];
type ReadableRecords = Pick<Records, 'get' | 'all' | 'folder'>;

/** On the clipboard, in characters; what Markdown adds to it included. */
const MOST_COPIED = 1_048_576;
/** Of what the terminal showed; the rest is for what Markdown adds. */
const MOST_SHOWN = 786_432;
const MOST_IN_MARKDOWN = 16 * 1_048_576;
const endings: Record<Format, string> = { cast: 'cast', text: 'txt', markdown: 'md' };

/** What can be done with recordings on the disk, of sessions that are open or long over. */
export interface SavedRecordings {
  /** `not-found`, `storage-failed` */
  read(input: CallInput<'recordings.read'>): Promise<Result<CallOutput<'recordings.read'>>>;
  search(input: CallInput<'recordings.search'>): Promise<Result<CallOutput<'recordings.search'>>>;
  /** What the file could be called. `not-found` */
  fileName(input: CallInput<'recordings.save'>): Result<string>;
  /** `not-found`, `storage-failed` */
  save(input: CallInput<'recordings.save'>, path: string): Promise<Result<undefined>>;
  /** `not-found`, `storage-failed` */
  text(input: CallInput<'recordings.copy'>): Promise<Result<{ text: string; isCut: boolean }>>;
}

async function saveText(found: FoundRecording, format: 'text' | 'markdown', path: string): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    if (format === 'text') {
      for await (const lines of recordedLines(found)) await handle.write(asText(lines).join(''));
    } else {
      const end = await collectEnd(recordedLines(found), MOST_IN_MARKDOWN);
      await handle.write(asMarkdown(found.record, found.recording, end).join(''));
    }
  } finally {
    await handle.close();
  }
}

export function createSavedRecordings(records: ReadableRecords, log: (line: string) => void): SavedRecordings {
  return {
    async read({ sessionId, recordingId, offset }) {
      const found = await findRecording(records, sessionId, recordingId);
      return found.ok ? readPage(found.value, offset) : found;
    },
    search: (input) => searchRecordings(records, input, log),
    fileName({ sessionId, recordingId, format }) {
      const record = records.get(sessionId);
      const recording = record?.recordings.find(({ id }) => id === recordingId);
      if (record === undefined || recording === undefined) return fail('not-found', 'This recording is gone.');
      const words = `${record.title} ${recording.title}`.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '');
      return ok(`${words.slice(0, 80) || 'recording'}.${endings[format]}`);
    },
    async save({ sessionId, recordingId, format }, path) {
      const found = await findRecording(records, sessionId, recordingId);
      if (!found.ok) return found;
      if (format === 'cast') return copyCast(found.value, path);
      try {
        await saveText(found.value, format, path);
        return ok();
      } catch (error) {
        return fail('storage-failed', `The recording could not be saved: ${describe(error)}.`);
      }
    },
    async text({ sessionId, recordingId, format }) {
      const found = await findRecording(records, sessionId, recordingId);
      if (!found.ok) return found;
      const { record, recording } = found.value;
      try {
        const isMarkdown = format === 'markdown';
        const end = await collectEnd(recordedLines(found.value), isMarkdown ? MOST_SHOWN : MOST_COPIED);
        const parts = isMarkdown ? asMarkdown(record, recording, end) : asText(end.lines);
        const { text, isCut } = endOf(parts, MOST_COPIED, isMarkdown);
        return ok({ text, isCut: isCut || end.isCut });
      } catch (error) {
        return fail('storage-failed', 'The recording could not be read.', undefined, describe(error));
      }
    },
  };
}
