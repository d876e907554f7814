import type { LogPage } from '../contract/build.ts';

/** Size of a page that is read from an offset on, in bytes. */
const PAGE_BYTES = 256 * 1024;
/** A tail begins at the start of a line when there is one within this many bytes. */
const LINE_SEARCH_BYTES = 4096;
const LINE_FEED = 0x0a;

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** The nearest place at or before `end` where a character begins. */
function characterStart(bytes: Uint8Array, end: number): number {
  let start = end;
  while (start > 0 && start > end - 4 && isContinuation(bytes[start])) start -= 1;
  return isContinuation(bytes[start]) ? end : start;
}

interface Options {
  /** When it was written, as far as the service says. */
  at: number;
  /** Nothing will be added any more. */
  complete: boolean;
}

/** A page of a log that is known as a whole: from an offset on, or its last bytes. */
export function logWindow(
  bytes: Uint8Array,
  range: { offset?: number | undefined; tailBytes?: number | undefined },
  { at, complete }: Options,
): LogPage {
  const end = bytes.byteLength;
  let start = Math.min(end, range.offset ?? 0);
  if (range.tailBytes !== undefined) {
    start = Math.max(0, end - range.tailBytes);
    if (start > 0) {
      const feed = bytes.subarray(start, start + LINE_SEARCH_BYTES).indexOf(LINE_FEED);
      if (feed !== -1) start += feed + 1;
    }
  }
  while (start < end && isContinuation(bytes[start])) start += 1;
  let stop = range.tailBytes === undefined ? Math.min(end, start + PAGE_BYTES) : end;
  // A character whose second half is still to come is left for the next page.
  if (stop < end || !complete) stop = Math.max(start, wholeUntil(bytes, stop));
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, stop));
  return {
    chunks: text === '' ? [] : [{ offset: start, at, text }],
    nextOffset: stop,
    endOffset: end,
    omittedBytes: 0,
    complete,
  };
}

/** `end`, or the start of the character that `end` would cut in two. */
function wholeUntil(bytes: Uint8Array, end: number): number {
  if (end < bytes.byteLength) return characterStart(bytes, end);
  for (let back = 1; back <= 3 && back <= end; back += 1) {
    const byte = bytes[end - back] ?? 0;
    if (isContinuation(byte)) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? end - back : end;
  }
  return end;
}
