import type { Clock } from '../clock.ts';

/** The other side said nothing for too long. */
export class SilenceError extends Error {}

/**
 * Passes chunks on, and ends the exchange by an error when none comes for `silenceMs`.
 *
 * @param giveUp ends the exchange below
 */
export async function* withoutSilence(
  clock: Clock,
  silenceMs: number,
  body: AsyncIterable<Uint8Array>,
  giveUp: () => void,
): AsyncGenerator<Uint8Array, void> {
  const iterator = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      let cancel = (): void => {};
      const silence = new Promise<never>((_resolve, reject) => {
        cancel = clock.after(silenceMs, () => {
          reject(new SilenceError(`nothing came for ${silenceMs / 1000} seconds`));
          giveUp();
        });
      });
      const next = await Promise.race([iterator.next(), silence]).finally(cancel);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    void iterator.return?.().catch(() => {});
  }
}

/** After this time a reply has to come at {@link SLOWEST}: byte by byte, its account would wait for days; milliseconds. */
const PATIENCE_MS = 3 * 60_000;
/** Bytes per millisecond; a tenth of what the slowest phone networks bring. */
const SLOWEST = 1;

/** Reads up to `maxBytes`; what comes after is not waited for. */
export async function readUpTo(
  clock: Clock,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isCut = false;
  const begunAt = clock.now();
  for await (const chunk of body) {
    const takenMs = clock.now() - begunAt;
    if (takenMs > PATIENCE_MS && length < takenMs * SLOWEST) {
      throw new SilenceError('TIMED_OUT: the reply came too slowly');
    }
    const room = maxBytes - length;
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    length += Math.min(chunk.length, room);
    if (chunk.length > room) {
      isCut = true;
      break;
    }
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return { bytes, isCut };
}
