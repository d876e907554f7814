import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Result } from '../contract/problem.ts';
import { plainText } from '../lib/plain-text.ts';
import { describe, fail } from '../lib/result.ts';
import { endOf, openChannel } from './ssh2-exec.ts';
import type { Link } from './ssh2-exec.ts';

/** What waits between the channel and whoever reads it, beside the channel's own window. */
const BUFFER_BYTES = 256 * 1024;

/** Why a server does not open a channel (RFC 4254, section 5.1). */
const openFailure = { PROHIBITED: 1, CONNECT_FAILED: 2, UNKNOWN_TYPE: 3, RESOURCE_SHORTAGE: 4 } as const;

/** Connects from the machine to an address as it sees it, on a channel of its own (RFC 4254, section 7.2). */
export function openForward(link: Link, host: string, port: number): Promise<Result<Duplex>> {
  return openChannel<ClientChannel, Duplex>(
    link,
    (done) => link.client.forwardOut('127.0.0.1', 0, host, port, done),
    (channel) => new ForwardedSocket(channel, link.gone),
    (channel) => channel.close(),
    (error) => explainForward(link.host, `${host}:${port}`, error),
  );
}

/** `reason`: as the server gave it. */
export function explainForward(
  machine: string,
  address: string,
  error: Error & { reason?: unknown },
): ReturnType<typeof fail> {
  const detail = plainText(describe(error));
  switch (error.reason) {
    case openFailure.PROHIBITED:
      return fail(
        'not-allowed',
        `The SSH server at ${machine} does not let connections through to ${address}.`,
        'On the machine, AllowTcpForwarding in sshd_config has to be "yes" or "local", and PermitOpen must not exclude the address.',
        detail,
      );
    case openFailure.CONNECT_FAILED:
      return fail(
        'connection-refused',
        `Nothing answers at ${address} on the machine.`,
        'Check the port, and whether the server runs.',
        detail,
      );
    case openFailure.UNKNOWN_TYPE:
      return fail(
        'not-supported',
        `The SSH server at ${machine} cannot pass connections on.`,
        'Use a terminal, or an SSH server that has TCP forwarding.',
        detail,
      );
    default:
      return fail(
        'busy',
        `The SSH server at ${machine} did not open another connection to ${address}.`,
        'It may allow only a few at once: close something and try again.',
        detail,
      );
  }
}

/**
 * A channel that ends as a socket does: ssh2's own keeps writers waiting for ever once it is closed, is not closed by
 * being read to its end, and makes a lost link look like the end of the data.
 */
class ForwardedSocket extends Duplex {
  readonly #channel: ClientChannel;
  readonly #gone: AbortSignal;
  readonly #onGone = () => void this.destroy(new Error(endOf(this.#gone).message, { cause: endOf(this.#gone) }));
  /** Whoever waits for what was written, or for its end, to be taken. */
  #taken: (() => void) | undefined;
  #isClosed = false;

  constructor(channel: ClientChannel, gone: AbortSignal) {
    super({
      allowHalfOpen: false,
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
