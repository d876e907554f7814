import { screenFlow } from '../../main/contract/screen-flow.ts';
import type { Problem } from '../../main/contract/problem.ts';
import type { ViewerInput, ViewerOutput } from '../../main/contract/screen-port.ts';

type ScreenCredentials = NonNullable<Extract<ViewerOutput, { type: 'open' }>['credentials']>;

/** How the connection process answered: the stream is open, or it ended before that. */
export type Opening = { isOpen: true; credentials: ScreenCredentials | undefined } | { isOpen: false };

/** What takes the bytes in. */
export interface Taker {
  /** To be worked on at once; it is acknowledged when this returns, unless the taker holds it up: see `hold`. */
  take(bytes: Uint8Array<ArrayBuffer>): void;
  /** Nothing comes any more. */
  end(): void;
}

/** A viewer's end of the screen port (main/contract/screen-port.ts). Bytes are kept until somebody listens. */
export class ScreenLink {
  /** Settles once. */
  readonly opening: Promise<Opening>;
  readonly #port: MessagePort;
  readonly #waiting: Uint8Array<ArrayBuffer>[] = [];
  #taker: Taker | undefined;
  #hasEnded = false;
  #isHeld = false;
  #isDraining = false;
  #unacknowledgedBytes = 0;
  #receivedBytes = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    const opening = Promise.withResolvers<Opening>();
    this.opening = opening.promise;
    // Its other end is the connection process, which parses all that we send; what it sends is typed.
    port.addEventListener('message', ({ data }: MessageEvent<ViewerOutput>) => {
      if (data.type === 'data') this.#receive(data.bytes);
      else if (data.type === 'open') opening.resolve({ isOpen: true, credentials: data.credentials });
      else this.#end();
    });
    // The process is gone.
    port.addEventListener('close', () => this.#end());
    void this.opening.then(() => this.#drain());
    this.#onEnd = () => opening.resolve({ isOpen: false });
    port.start();
  }

  readonly #onEnd: () => void;

  /** All that ever came. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** To be called once; what came before is delivered now. */
  listen(taker: Taker): void {
    this.#taker = taker;
    this.#drain();
  }

  send(bytes: Uint8Array): void {
    if (this.#hasEnded) return;
    // A copy: a view would take the whole buffer behind it along.
    this.#post({ type: 'data', bytes: new Uint8Array(bytes) });
  }

  /** Nothing is taken, and soon nothing sent, until `release`: the taker has enough to do. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#drain();
  }

  /** The first picture is there. */
  tellPainted(): void {
    this.#post({ type: 'painted' });
  }

  /** Gives up: the connection ends with this problem. */
  fail(problem: Problem): void {
    this.#waiting.length = 0;
    this.#post({ type: 'failed', problem });
    this.#end();
  }

  close(): void {
    this.#waiting.length = 0;
    this.#port.close();
    this.#end();
  }

  #post(message: ViewerInput): void {
    this.#port.postMessage(message);
  }

  #receive(bytes: Uint8Array): void {
    if (this.#hasEnded) return;
    this.#receivedBytes += bytes.length;
    const own =
      bytes.buffer instanceof ArrayBuffer
        ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
        : bytes.slice();
    this.#waiting.push(own);
    this.#drain();
  }

  #drain(): void {
    // The taker may hold, release or close from within.
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      while (this.#taker !== undefined && !this.#isHeld) {
        const bytes = this.#waiting.shift();
        if (bytes === undefined) break;
        this.#taker.take(bytes);
        this.#acknowledge(bytes.length);
      }
    } finally {
      this.#isDraining = false;
    }
    if (this.#hasEnded && !this.#isHeld && this.#waiting.length === 0) this.#tellEnd();
  }

  #acknowledge(byteCount: number): void {
    this.#unacknowledgedBytes += byteCount;
    if (this.#unacknowledgedBytes < screenFlow.ACK_BYTES || this.#hasEnded) return;
    this.#post({ type: 'ack', byteCount: this.#unacknowledgedBytes });
    this.#unacknowledgedBytes = 0;
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#onEnd();
    this.#drain();
  }

  #tellEnd(): void {
    const taker = this.#taker;
    this.#taker = undefined;
    taker?.end();
  }
}
