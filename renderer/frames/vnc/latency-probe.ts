/** Request, BlockBefore. */
const REQUEST_FLAGS = 0x8000_0001;
const MESSAGE_TYPE = 248;

/**
 * Measures the way to the machine and back by fences, an extension that a server may have
 * (https://github.com/rfbproto/rfbproto, ClientFence): it answers when all that was sent before is worked on.
 */
export class LatencyProbe {
  readonly #send: (bytes: Uint8Array) => void;
  readonly #now: () => number;
  #isKnown = false;
  #count = 0;
  #sentAt: number | undefined;
  #latencyMs: number | undefined;

  constructor(send: (bytes: Uint8Array) => void, now: () => number) {
    this.#send = send;
    this.#now = now;
  }

  /** Of the last answer; undefined where the server does not know fences. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /** Asks, unless an answer is still to come. */
  ask(): void {
    if (!this.#isKnown || this.#sentAt !== undefined) return;
    this.#count = (this.#count + 1) & 0xff;
    const message = new DataView(new ArrayBuffer(10));
    message.setUint8(0, MESSAGE_TYPE);
    message.setUint32(4, REQUEST_FLAGS);
    message.setUint8(8, 1);
    message.setUint8(9, this.#count);
    this.#sentAt = this.#now();
    this.#send(new Uint8Array(message.buffer));
  }

  /** The server knows fences, or answered with what it was sent. */
  heard(payload: Uint8Array | undefined): void {
    this.#isKnown = true;
    if (payload === undefined || payload[0] !== this.#count || this.#sentAt === undefined) return;
    this.#latencyMs = Math.round((this.#now() - this.#sentAt) * 10) / 10;
    this.#sentAt = undefined;
  }
}
