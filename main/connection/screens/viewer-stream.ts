import { Duplex } from 'node:stream';
import type { Problem } from '../../contract/problem.ts';
import { screenFlow } from '../../contract/screen-flow.ts';
import { viewerInputSchema, type ViewerInput, type ViewerOutput } from '../../contract/screen-port.ts';
import { plainText } from '../../lib/plain-text.ts';
import { problem } from '../../lib/result.ts';
import type { StreamPort } from '../stream-port.ts';

type Credentials = Extract<ViewerOutput, { type: 'open' }>['credentials'];

/**
 * Of what the viewer says, what may wait for a server that does not read. A person's clipboard has room in it; a server
 * that makes the viewer answer without end, and reads nothing of it, has not.
 */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

const notTakenIn = problem(
  'protocol-error',
  'The server of the screen takes in nothing of what is sent to it.',
  'It may be frozen. Reconnect the screen.',
);

/** Of each sentence of a viewer's problem; more is cut. In characters. */
const MAX_SENTENCE_LENGTH = 500;

interface Listener {
  /** The first picture is there. */
  onPainted(): void;
  /** The window closed the port, or its frame crashed. */
  onGone(): void;
}

/**
 * The bytes to and from a screen's viewer as a Node.js stream: writing waits while the viewer has too much to do, and it
 * ends when more than a person types, moves and copies waits for the server. It ends when the viewer gives up; why
 * stands in `failure`.
 */
export class ViewerStream extends Duplex {
  readonly #port: StreamPort;
  #unacknowledgedBytes = 0;
  #resume: (() => void) | undefined;
  #listener: Listener | undefined;
  #failure: Problem | undefined;
  #hasPainted = false;

  constructor(port: StreamPort) {
    super({ allowHalfOpen: false, writableHighWaterMark: screenFlow.HIGH_WATER_BYTES });
    this.#port = port;
  }

  /** Why the viewer gave up. */
  get failure(): Problem | undefined {
    return this.#failure;
  }

  /** To be called once, at once. */
  listen(listener: Listener): void {
    this.#listener = listener;
    this.#port.listen(
      (message) => {
        const parsed = viewerInputSchema.safeParse(message);
        if (parsed.success) this.#take(parsed.data);
      },
      () => {
        listener.onGone();
        this.destroy();
      },
    );
  }

  /** Tells the viewer that the stream is open; bytes follow. */
  open(credentials?: Credentials): void {
    this.#post(credentials === undefined ? { type: 'open' } : { type: 'open', credentials });
  }

  override _read(): void {
    // What the viewer says is pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#unacknowledgedBytes += chunk.length;
    // A copy of its own: a view would take the whole buffer behind it along.
    this.#post({ type: 'data', bytes: new Uint8Array(chunk) });
    if (this.#unacknowledgedBytes < screenFlow.HIGH_WATER_BYTES) done();
    else this.#resume = done;
  }

  override _final(done: () => void): void {
    this.#post({ type: 'end' });
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#post({ type: 'end' });
    this.#resume = undefined;
    this.#port.close();
    done(error);
  }

  #post(message: ViewerOutput): void {
    if (!this.destroyed || message.type === 'end') this.#port.post(message);
  }

  #take(message: ViewerInput): void {
    if (this.destroyed) return;
    switch (message.type) {
      case 'data':
        if (this.readableLength + message.bytes.length > MAX_WAITING_BYTES) {
          this.#failure ??= notTakenIn;
          this.destroy();
          return;
        }
        this.push(Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength));
        return;
      case 'ack':
        return this.#acknowledge(message.byteCount);
      case 'painted':
        if (!this.#hasPainted) this.#listener?.onPainted();
        this.#hasPainted = true;
        return;
      case 'failed':
        this.#failure ??= heard(message.problem);
        this.push(null);
        return;
    }
  }

  #acknowledge(byteCount: number): void {
    this.#unacknowledgedBytes = Math.max(0, this.#unacknowledgedBytes - byteCount);
    if (this.#unacknowledgedBytes > screenFlow.LOW_WATER_BYTES) return;
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }
}

/** A viewer works on what a machine sends: its words are shortened and cleaned, and lead nowhere. */
function heard({ code, message, hint, detail }: Problem): Problem {
  const clean = (text?: string): string | undefined =>
    text === undefined ? undefined : plainText(text, MAX_SENTENCE_LENGTH);
  // Of certificates the process alone can tell.
  const said = code === 'certificate-changed' ? 'protocol-error' : code;
  return problem(said, clean(message) ?? '', clean(hint), clean(detail));
}
