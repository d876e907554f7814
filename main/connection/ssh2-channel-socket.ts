import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { endOf } from './ssh2-exec.ts';

/** What waits between the channel and whoever reads it, beside the channel's own window. */
const BUFFER_BYTES = 256 * 1024;

/**
 * A channel that ends as a socket does: ssh2's own keeps writers waiting for ever once it is closed, is not closed by
 * being read to its end, and makes a lost link look like the end of the data.
 */
export class ChannelSocket extends Duplex {
  readonly #channel: ClientChannel;
  readonly #gone: AbortSignal;
  readonly #onGone = () => void this.destroy(new Error(endOf(this.#gone).message, { cause: endOf(this.#gone) }));
  /** Whoever waits for what was written, or for its end, to be taken. */
  #taken: (() => void) | undefined;
  #isClosed = false;

  /** `allowHalfOpen`: the end of what the machine sends leaves the other direction open, until that ends as well. */
  constructor(channel: ClientChannel, gone: AbortSignal, allowHalfOpen: boolean) {
    super({
      allowHalfOpen,
      readableHighWaterMark: BUFFER_BYTES,
      writableHighWaterMark: BUFFER_BYTES,
    });
    this.#channel = channel;
    this.#gone = gone;
    channel.on('data', (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) channel.pause();
    });
    // ssh2 ends its channels a moment before it says that the connection is gone.
    channel.on('end', () => {
      if (!this.destroyed && !gone.aborted) this.push(null);
    });
    channel.on('close', () => {
      this.#isClosed = true;
      this.#release();
      // Nobody takes what would still be written.
      if (!allowHalfOpen) return;
      if (this.readableEnded) this.destroy();
      else this.once('end', () => this.destroy());
    });
    // A channel that breaks also closes.
    channel.on('error', () => {});
    // Nobody reads what has no place in a connection, but it would take up the channel's window.
    channel.stderr.resume();
    channel.pause();
    if (gone.aborted) process.nextTick(this.#onGone);
    else gone.addEventListener('abort', this.#onGone, { once: true });
  }

  override _read(): void {
    this.#channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    // As with a socket whose other side is gone: the end of what is read tells of it.
    if (this.#isClosed) return done();
    this.#taken = done;
    this.#channel.write(chunk, () => this.#release());
  }

  override _final(done: () => void): void {
    if (this.#isClosed) return done();
    this.#taken = done;
    this.#channel.end(() => this.#release());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#gone.removeEventListener('abort', this.#onGone);
    // What is left must be taken, or ssh2 never says that the channel has closed.
    this.#channel.resume();
    this.#channel.close();
    this.#taken = undefined;
    done(error);
  }

  #release(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }
}
