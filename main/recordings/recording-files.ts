import { copyFile, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallOutput } from '../contract/calls.ts';
import type { Result } from '../contract/problem.ts';
import type { Recording, SessionRecord } from '../contract/record.ts';
import { readLine, type RecordedLine } from '../lib/recording-lines.ts';
import { describe, fail, ok } from '../lib/result.ts';
import type { Records } from '../records/records.ts';
import { RECORDING_NAME } from './recordings.ts';

const PAGE_BYTES = 524_288;
const LINE_FEED = 0x0a;

const gone = fail('not-found', 'This recording is gone.');

export interface FoundRecording {
  record: SessionRecord;
  recording: Recording;
  castFile: string;
  textFile: string;
}

/** The files of a recording that is in the records. `not-found`, `storage-failed` */
export async function findRecording(
  records: Pick<Records, 'get' | 'folder'>,
  sessionId: string,
  recordingId: string,
): Promise<Result<FoundRecording>> {
  const record = records.get(sessionId);
  const recording = record?.recordings.find(({ id }) => id === recordingId);
  if (record === undefined || recording === undefined) return gone;
  const folder = await records.folder(sessionId, 'recordings', recordingId);
  if (!folder.ok) return folder;
  const file = join(folder.value, RECORDING_NAME);
  return ok({ record, recording, castFile: `${file}.cast`, textFile: `${file}.txt` });
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Opens a file of a recording; undefined when nothing was written yet. Throws what the file system says otherwise. */
async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Whole lines from an offset on: at least one, if there is one. */
async function readLines(handle: FileHandle, offset: number): Promise<{ bytes: Buffer; isEnd: boolean }> {
  for (let size = PAGE_BYTES; ; size *= 2) {
    const buffer = Buffer.alloc(size);
    const { bytesRead } = await handle.read(buffer, 0, size, offset);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED) + 1;
    // What follows the last line end is a line that is being written, or was when the process went.
    if (bytesRead < size) return { bytes: buffer.subarray(0, end), isEnd: true };
    if (end > 0) return { bytes: buffer.subarray(0, end), isEnd: false };
  }
}

/** A page of the asciicast file. `storage-failed` */
export async function readPage(
  { castFile }: FoundRecording,
  offset: number,
): Promise<Result<CallOutput<'recordings.read'>>> {
  try {
    const handle = await openFile(castFile);
    if (handle === undefined) return ok({ text: '', nextOffset: offset, isEnd: true });
    try {
      const { bytes, isEnd } = await readLines(handle, offset);
      return ok({ text: bytes.toString(), nextOffset: offset + bytes.length, isEnd });
    } finally {
      await handle.close();
    }
  } catch (error) {
    return fail('storage-failed', 'The recording could not be read.', undefined, describe(error));
  }
}

/** What the terminal showed, in parts of many lines each. Throws what the file system says. */
export async function* recordedLines({ textFile }: Pick<FoundRecording, 'textFile'>): AsyncGenerator<RecordedLine[]> {
  const handle = await openFile(textFile);
  if (handle === undefined) return;
  try {
    for (let offset = 0, isEnd = false; !isEnd;) {
      const read = await readLines(handle, offset);
      isEnd = read.isEnd;
      offset += read.bytes.length;
      yield read.bytes
        .toString()
        .split('\n')
        .flatMap((line) => readLine(line) ?? []);
    }
  } finally {
    await handle.close();
  }
}

/** Copies the asciicast file. `not-found`, `storage-failed` */
export async function copyCast({ castFile }: FoundRecording, path: string): Promise<Result<undefined>> {
  try {
    await copyFile(castFile, path);
    return ok();
  } catch (error) {
    if (isAbsent(error)) return fail('not-found', 'Nothing was recorded of this terminal yet.');
    return fail('storage-failed', `The recording could not be saved: ${describe(error)}.`);
  }
}
