import { bytesOf } from './iron-blob.ts';

/** The bytes to and from the gateway, as the frame's channel has them. */
export interface ByteChannel {
  send(bytes: Uint8Array): void;
  /** To be called once; what came before is delivered. */
  listen(onBytes: (bytes: Uint8Array) => void, onEnd: () => void): void;
  close(): void;
}

/** A bug of IronRDP, or of its correction for this page. */
const UNKNOWN_BYTES = 'IronRDP sent something that is not bytes.';

/**
 * What IronRDP takes for the browser's WebSocket (https://websockets.spec.whatwg.org), and is a channel that is open
 * already. There is one connection for each page.
 */
export function createIronSocket(channel: ByteChannel): new (address: string) => EventTarget {
  return class IronSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;

    readonly url: string;
    readonly protocol = '';
    readonly extensions = '';
    readonly bufferedAmount = 0;
    binaryType: BinaryType = 'arraybuffer';
    readyState: number = IronSocket.OPEN;

    constructor(address: string) {
      super();
      this.url = address;
      // IronRDP listens right after it made this.
      queueMicrotask(() => {
        this.dispatchEvent(new Event('open'));
        channel.listen(
          (bytes) => this.#take(bytes),
          () => this.#end(),
        );
      });
    }

    send(data: unknown): void {
      const bytes = data instanceof Blob ? bytesOf(data) : data;
      if (!(bytes instanceof Uint8Array)) throw new TypeError(UNKNOWN_BYTES);
      if (this.readyState === IronSocket.OPEN) channel.send(bytes);
    }

    close(): void {
      channel.close();
      this.#end();
    }

    #take(bytes: Uint8Array): void {
      if (this.readyState !== IronSocket.OPEN) return;
      const isWhole = bytes.byteLength === bytes.buffer.byteLength;
      this.dispatchEvent(new MessageEvent('message', { data: isWhole ? bytes.buffer : bytes.slice().buffer }));
    }

    #end(): void {
      if (this.readyState === IronSocket.CLOSED) return;
      this.readyState = IronSocket.CLOSED;
      this.dispatchEvent(new CloseEvent('close', { code: 1000, wasClean: true }));
    }
  };
}
