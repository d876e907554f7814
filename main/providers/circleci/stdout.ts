import type { Result } from '../../contract/problem.ts';
import type { ByteReply } from '../../lib/http/http-client.ts';
import { ok } from '../../lib/result.ts';
import type { Api, OutputPlace } from './api.ts';
import type { LogPiece } from './log-page.ts';

/** Bytes of one page. */
export const PAGE_BYTES = 256 * 1024;
/** Most bytes read to find the end of an output whose length the service does not tell. */
const MAX_SEARCH_BYTES = 64 * 1024 * 1024;
/** Steps run on a terminal, where errors go with the rest; what comes apart from it is short. */
const MAX_STDERR_BYTES = 1024 * 1024;
const SEARCH_PAGE_BYTES = 8 * 1024 * 1024;

/** "bytes 0-99/200" (RFC 9110, section 14.4). */
function contentRange(reply: ByteReply): { start: number; total: number | undefined } | undefined {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(reply.header('content-range')?.trim() ?? '');
  if (match === null) return undefined;
  return { start: Number(match[1]), total: match[2] === '*' ? undefined : Number(match[2]) };
}

function toPiece(reply: ByteReply, offset: number): LogPiece {
  const range = reply.status === 206 ? contentRange(reply) : undefined;
  const hasNothing = reply.status === 404 || reply.status === 416;
  const isTerminal = reply.header('x-terminal')?.toLowerCase() === 'true';
  if (hasNothing) return { bytes: new Uint8Array(), offset, end: offset, isComplete: isTerminal };
  // A server that does not know ranges sends everything from the beginning.
  const start = range?.start ?? (reply.status === 200 ? 0 : offset);
  const skipped = Math.min(Math.max(0, offset - start), reply.bytes.length);
  const reached = start + reply.bytes.length;
  const end = range?.total ?? (reply.isCut ? reached + 1 : reached);
  return {
    bytes: reply.bytes.subarray(skipped),
    offset: start + skipped,
    end: Math.max(end, reached),
    isComplete: isTerminal,
  };
}

/** What a step printed as errors, once it has ended. Nothing when there is none. */
export async function readStderr(api: Api, place: OutputPlace): Promise<Result<Uint8Array>> {
  const reply = await api.output('stderr', place, undefined, MAX_STDERR_BYTES);
  if (!reply.ok) return reply;
  return ok(reply.value.status === 200 ? reply.value.bytes : new Uint8Array());
}

/** A page from `offset` on. */
export async function readStdout(api: Api, place: OutputPlace, offset: number): Promise<Result<LogPiece>> {
  const ask = (maxBytes: number): Promise<Result<ByteReply>> =>
    api.output('stdout', place, `bytes=${offset}-`, maxBytes);
  const first = await ask(PAGE_BYTES);
  if (!first.ok) return first;
  const isWhole = first.value.status === 200 && offset > 0;
  if (!isWhole || !first.value.isCut) return ok(toPiece(first.value, offset));
  // Without ranges the page lies behind everything before it.
  const again = await ask(Math.min(offset + PAGE_BYTES, MAX_SEARCH_BYTES));
  return again.ok ? ok(toPiece(again.value, offset)) : again;
}

/**
 * The last bytes of an output. Asks for them directly; where the service does not tell at which position they are, it
 * reads from `knownEnd` to the end instead.
 */
export async function readStdoutTail(
  api: Api,
  place: OutputPlace,
  tailBytes: number,
  knownEnd: number,
): Promise<Result<LogPiece>> {
  const asked = await api.output('stdout', place, `bytes=-${tailBytes}`, tailBytes + PAGE_BYTES);
  if (asked.ok && asked.value.status === 206 && !asked.value.isCut) {
    const range = contentRange(asked.value);
    const isTail = range?.total !== undefined && range.start + asked.value.bytes.length === range.total;
    if (isTail) return ok(toPiece(asked.value, range.start));
  }
  let tail: LogPiece = {
    bytes: new Uint8Array(),
    offset: Math.max(0, knownEnd - tailBytes),
    end: 0,
    isComplete: false,
  };
  for (let read = 0; read < MAX_SEARCH_BYTES; read += SEARCH_PAGE_BYTES) {
    const offset = tail.offset + tail.bytes.length;
    const reply = await api.output('stdout', place, `bytes=${offset}-`, SEARCH_PAGE_BYTES);
    if (!reply.ok) return reply;
    const piece = toPiece(reply.value, offset);
    const joined = new Uint8Array(tail.bytes.length + piece.bytes.length);
    joined.set(tail.bytes);
    joined.set(piece.bytes, tail.bytes.length);
    const bytes = joined.subarray(Math.max(0, joined.length - tailBytes));
    const reached = piece.offset + piece.bytes.length;
    tail = { bytes, offset: reached - bytes.length, end: piece.end, isComplete: piece.isComplete };
    if (piece.bytes.length === 0 || reached >= piece.end) break;
  }
  return ok(tail);
}
