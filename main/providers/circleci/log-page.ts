import type { LogPage } from '../../contract/build.ts';

/** A piece of a step's output, and what is known of the whole. Positions are bytes. */
export interface LogPiece {
  bytes: Uint8Array;
  offset: number;
  /** How far the output reaches now. */
  end: number;
  /** Nothing will be added any more. */
  isComplete: boolean;
}

/** The part of a piece from a position on, of a length at most. */
export function cutPiece(piece: LogPiece, from: number, length: number): LogPiece {
  const start = Math.min(Math.max(0, from - piece.offset), piece.bytes.length);
  return { ...piece, offset: piece.offset + start, bytes: piece.bytes.subarray(start, start + length) };
}

/** A piece with more bytes behind it, which are the last. */
export function joinPieces(piece: LogPiece, more: Uint8Array): LogPiece {
  const bytes = new Uint8Array(piece.bytes.length + more.length);
  bytes.set(piece.bytes);
  bytes.set(more, piece.bytes.length);
  return { bytes, offset: piece.offset, end: piece.offset + bytes.length, isComplete: true };
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Length of a character of UTF-8 by its first byte. */
function lengthOf(byte: number): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

/** Bytes at the end that begin a character without ending it. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}

/** A page of whole characters. What is left over at the end comes with the next page. */
export function toLogPage({ bytes, offset, end, isComplete }: LogPiece, at: number): LogPage {
  let start = 0;
  while (offset > 0 && start < 3 && isContinuation(bytes[start])) start += 1;
  const isLast = isComplete && offset + bytes.length >= end;
  const stop = bytes.length - (isLast ? 0 : unfinished(bytes));
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start, stop));
  return {
    chunks: text === '' ? [] : [{ offset: offset + start, at, text }],
    nextOffset: offset + Math.max(start, stop),
    endOffset: Math.max(end, offset + bytes.length),
    omittedBytes: 0,
    complete: isComplete,
  };
}
