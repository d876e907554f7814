import type { Duplex } from 'node:stream';
import type { Clock } from '../../../lib/clock.ts';

/** How long a message is that begins with these bytes. */
export type Measure = (bytes: Buffer) => number | 'incomplete' | 'malformed';

interface Limits {
  clock: Clock;
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Reads one message from a stream that nobody reads otherwise. What came after it stays in the stream. No more is kept
 * than `measure` allows for.
 * @returns the message, or why there is none
 */
export function readFramed(
  stream: Duplex,
  measure: Measure,
  { clock, timeoutMs, signal }: Limits,
): Promise<Buffer | 'malformed' | 'closed' | 'timed-out' | 'aborted'> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    const settle = (outcome: Buffer | 'malformed' | 'closed' | 'timed-out' | 'aborted'): void => {
      stopWaiting();
      signal.removeEventListener('abort', onAbort);
      stream.off('readable', onReadable).off('end', onClose).off('close', onClose).off('error', onClose);
      resolve(outcome);
    };
    const onReadable = (): void => {
      for (let chunk: unknown = stream.read(); Buffer.isBuffer(chunk); chunk = stream.read()) {
        bytes = Buffer.concat([bytes, chunk]);
        const total = measure(bytes);
        if (total === 'malformed') return settle('malformed');
        if (total === 'incomplete' || bytes.length < total) continue;
        settle(bytes.subarray(0, total));
        if (bytes.length > total) stream.unshift(bytes.subarray(total));
        return;
      }
    };
    const onClose = (): void => settle('closed');
    const onAbort = (): void => settle('aborted');
    const stopWaiting = clock.after(timeoutMs, () => settle('timed-out'));
    if (signal.aborted) return onAbort();
    if (stream.destroyed || stream.readableEnded) return onClose();
    signal.addEventListener('abort', onAbort, { once: true });
    stream.on('readable', onReadable).on('end', onClose).on('close', onClose).on('error', onClose);
  });
}
