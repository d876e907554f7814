import type { ScreenLink } from '../screen-link.ts';

/**
 * What noVNC takes for a WebSocket that is open already: the members it asks for, and no more. It takes messages in as
 * they are handed over, without a copy.
 */
export class RawChannel {
  readonly protocol = '';
  binaryType = 'arraybuffer';
  readyState: 'open' | 'closed' = 'open';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: Uint8Array<ArrayBuffer> | ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code?: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly #link: ScreenLink;

  constructor(link: ScreenLink) {
    this.#link = link;
  }

  /** To be called once noVNC is there. */
  start(): void {
    this.#link.listen({
      take: (bytes) => {
        const isWhole = bytes.byteLength === bytes.buffer.byteLength;
        // noVNC would copy a view once more.
        this.onmessage?.({ data: isWhole ? bytes.buffer : bytes });
      },
      end: () => this.#tellEnd(),
    });
  }

  send(bytes: Uint8Array): void {
    this.#link.send(bytes);
  }

  close(): void {
    // As a WebSocket does: not from within.
    queueMicrotask(() => {
      this.#link.close();
      this.#tellEnd();
    });
  }

  #tellEnd(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.onclose?.({});
  }
}
