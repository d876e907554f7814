import type { TerminalSize } from '../../../main/contract/calls.ts';
import { flow } from '../../../main/contract/flow.ts';
import type { TerminalInput, TerminalOutput } from '../../../main/contract/streams.ts';

export type StreamEnd = Extract<TerminalOutput, { type: 'exit' | 'lost' }>;

interface Handlers {
  /** Calls `done` once the bytes are parsed. */
  onData(bytes: Uint8Array, done: () => void): void;
  onReplay(bytes: Uint8Array): void;
  /** Called once; the port is closed by then. */
  onEnd(end: StreamEnd): void;
}

/** The window's end of a terminal's byte stream (see contract/streams.ts). */
export class TerminalStream implements Disposable {
  readonly #port: MessagePort;
  readonly #handlers: Handlers;
  readonly #encoder = new TextEncoder();
  #parsedBytes = 0;
  #waitingBytes = 0;
  #isOver = false;

  constructor(port: MessagePort, handlers: Handlers) {
    this.#port = port;
    this.#handlers = handlers;
    port.addEventListener('message', ({ data }: MessageEvent<TerminalOutput>) => this.#take(data));
    // The other end goes away without a word when the connection process crashes.
    port.addEventListener('close', () =>
      this.#finish({
        type: 'lost',
        problem: { code: 'process-crashed', message: 'The part of Jumpseat that held this terminal stopped.' },
      }),
    );
    port.start();
  }

  /** Bytes that are here and not parsed yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  send(text: string): void {
    this.#post({ type: 'data', bytes: this.#encoder.encode(text) });
  }

  /** For the old mouse reports, whose bytes are no text. */
  sendBinary(text: string): void {
    this.#post({ type: 'data', bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)) });
  }

  resize({ columns, rows }: TerminalSize): void {
    this.#post({ type: 'resize', columns, rows });
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#port.close();
  }

  #post(message: TerminalInput): void {
    if (!this.#isOver) this.#port.postMessage(message);
  }

  #take(message: TerminalOutput): void {
    if (this.#isOver) return;
    switch (message.type) {
      case 'data':
        this.#waitingBytes += message.bytes.length;
        return this.#handlers.onData(message.bytes, () => this.#parsed(message.bytes.length));
      case 'replay':
        return this.#handlers.onReplay(message.bytes);
      case 'exit':
      case 'lost':
        return this.#finish(message);
    }
  }

  #parsed(byteCount: number): void {
    this.#waitingBytes -= byteCount;
    this.#parsedBytes += byteCount;
    if (this.#parsedBytes < flow.ACK_BYTES) return;
    this.#post({ type: 'ack', byteCount: this.#parsedBytes });
    this.#parsedBytes = 0;
  }

  #finish(end: StreamEnd): void {
    if (this.#isOver) return;
    this[Symbol.dispose]();
    this.#handlers.onEnd(end);
  }
}
