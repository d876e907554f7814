import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 65_536;
/** A longer line is none of ours. */
const MAX_LINE_BYTES = 262_144;
const NEWLINE = 10;

export interface JournalLine {
  text: string;
  /** Where it starts in the file, and where the next one does. */
  at: number;
  next: number;
}

/** The whole lines of a file from a position on, a piece of it in memory at a time. What has no line end is left out. */
export async function* linesFrom(handle: FileHandle, start: number): AsyncGenerator<JournalLine> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  let restAt = start;
  let isTooLong = false;
  for (let position = start; ;) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let from = 0;
    for (let end = rest.indexOf(NEWLINE, from); end !== -1; end = rest.indexOf(NEWLINE, from)) {
      const text = isTooLong ? '' : rest.toString('utf8', from, end);
      isTooLong = false;
      yield { text, at: restAt + from, next: restAt + end + 1 };
      from = end + 1;
    }
    restAt += from;
    rest = rest.subarray(from);
    if (rest.length > MAX_LINE_BYTES) {
      isTooLong = true;
      restAt += rest.length;
      rest = Buffer.alloc(0);
    }
  }
}

export async function firstLine(handle: FileHandle): Promise<JournalLine | undefined> {
  for await (const line of linesFrom(handle, 0)) return line;
  return undefined;
}
