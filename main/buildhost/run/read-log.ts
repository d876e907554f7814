import type { LogPage } from '../../contract/build.ts';
import type { LogTable, StoredChunk } from '../storage/log-table.ts';
import type { StoredStep } from '../storage/step-table.ts';

/** Size of a page when it is read from an offset on, in bytes. */
const PAGE_BYTES = 256 * 1024;
/** A tail begins at the start of a line when there is one within this many bytes. */
const LINE_SEARCH_BYTES = 4096;

const LINE_FEED = 0x0a;

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** What is left of a chunk from a byte offset on, begun at a whole character. */
function cutBefore(chunk: StoredChunk, offset: number): StoredChunk {
  let start = Math.max(0, offset - chunk.offset);
  while (isContinuation(chunk.bytes[start])) start++;
  return { ...chunk, offset: chunk.offset + start, bytes: chunk.bytes.subarray(start) };
}

function fromLineStart(chunk: StoredChunk): StoredChunk {
  const feed = chunk.bytes.subarray(0, LINE_SEARCH_BYTES).indexOf(LINE_FEED);
  return feed === -1 ? chunk : cutBefore(chunk, chunk.offset + feed + 1);
}

/** A page of a step's output: from an offset on, or its last bytes. */
export function readLog(
  logs: LogTable,
  step: StoredStep,
  range: { offset?: number | undefined; tailBytes?: number | undefined },
): LogPage {
  const isTail = range.tailBytes !== undefined;
  const start = isTail ? Math.max(0, step.logEnd - (range.tailBytes ?? 0)) : (range.offset ?? 0);
  const stored = logs.read(step.key, start, isTail ? Infinity : PAGE_BYTES);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let position = start;
  let omittedBytes = 0;
  const chunks = stored.map((whole, index) => {
    const isCut = whole.offset < start;
    let chunk = isCut ? cutBefore(whole, start) : whole;
    if (isCut && isTail && index === 0) chunk = fromLineStart(chunk);
    if (!isCut) omittedBytes += Math.max(0, chunk.offset - position);
    position = chunk.offset + chunk.bytes.byteLength;
    return { offset: chunk.offset, at: chunk.at, text: decoder.decode(chunk.bytes) };
  });
  return {
    chunks: chunks.filter(({ text }) => text !== ''),
    nextOffset: stored.length > 0 ? position : Math.min(start, step.logEnd),
    endOffset: step.logEnd,
    omittedBytes,
    complete: step.state !== 'pending' && step.state !== 'running',
  };
}
