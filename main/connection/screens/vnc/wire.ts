import type { Duplex } from 'node:stream';
import type { Clock } from '../../../lib/clock.ts';
import { VncFailure } from './vnc-failure.ts';

/** How long each step of a sign-in may take; PAM alone may think for some seconds about a wrong password. */
export const STEP_MS = 15_000;

interface WireOptions {
  clock: Clock;
  signal: AbortSignal;
  /** Who is at the other end: "The server of the screen". */
  peer: string;
}

/** A stream while its two ends talk in turns: exactly as much is read as is asked for, the rest stays in the stream. */
export class Wire {
  readonly stream: Duplex;
  readonly #options: WireOptions;
  #error: Error | undefined;

  constructor(stream: Duplex, options: WireOptions) {
    this.stream = stream;
    this.#options = options;
    stream.on('error', (error: Error) => (this.#error ??= error));
  }

  /** The same talk on a stream that this one's has become. */
  over(stream: Duplex): Wire {
    return new Wire(stream, this.#options);
  }

  /** `timed-out`, `connection-lost`, `cancelled` as {@link VncFailure} */
  read(byteCount: number, limitMs = STEP_MS): Promise<Buffer> {
    const { stream } = this;
    if (byteCount === 0) return Promise.resolve(Buffer.alloc(0));
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        stopWaiting();
        stream.off('readable', look).off('end', onEnd).off('close', onEnd);
      };
      const onEnd = (): void => {
        settle();
        reject(this.#ended());
      };
      const look = (): void => {
        const bytes: unknown = stream.read(byteCount);
        if (bytes instanceof Buffer && bytes.length === byteCount) {
          settle();
          resolve(bytes);
        } else if (bytes !== null || stream.readableEnded || stream.destroyed) onEnd();
      };
      const stopWaiting = this.#options.clock.after(limitMs, () => {
        settle();
        reject(this.#late());
      });
      stream.on('readable', look).on('end', onEnd).on('close', onEnd);
      look();
    });
  }

  async readByte(): Promise<number> {
    return (await this.read(1)).readUInt8();
  }

  async readUint32(): Promise<number> {
    return (await this.read(4)).readUInt32BE();
  }

  write(bytes: Uint8Array): void {
    if (this.stream.writable) this.stream.write(bytes);
  }

  #late(): VncFailure {
    const message = `${this.#options.peer} does not answer.`;
    return new VncFailure('timed-out', message, 'It may be frozen, or no VNC server. Try again in a moment.');
  }

  #ended(): VncFailure {
    if (this.#options.signal.aborted) return new VncFailure('cancelled', 'Connecting was given up.');
    return new VncFailure(
      'connection-lost',
      `${this.#options.peer} closed the connection during sign-in.`,
      'It may be shutting down, take no more viewers, or have refused the sign-in without a word. Try again.',
      this.#error?.message,
    );
  }
}
