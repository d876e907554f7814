import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encryptForVnc, vncPasswordBytes } from '../../../main/buildhost/desktop/vnc-password.ts';

const VNC_AUTH = 2;
const BYTES_PER_PIXEL = 4;

/** Hands out what comes in pieces of the sizes that are wanted. */
class Inbox {
  #bytes = Buffer.alloc(0);
  #isOver = false;
  #wake = Promise.withResolvers<void>();

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.#told(Buffer.concat([this.#bytes, chunk])));
    socket.once('close', () => {
      this.#isOver = true;
      this.#told(this.#bytes);
    });
  }

  #told(bytes: Buffer<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#wake.resolve();
  }

  async read(count: number): Promise<Buffer> {
    while (this.#bytes.length < count) {
      if (this.#isOver) throw new Error('the server hung up');
      this.#wake = Promise.withResolvers();
      await this.#wake.promise;
    }
    const bytes = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return bytes;
  }
}

/** A viewer (RFC 6143) that signs in with a password and looks at the whole screen, uncompressed. */
export class RfbClient implements Disposable {
  readonly types: number[];
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly #socket: Socket;
  readonly #inbox: Inbox;

  private constructor(socket: Socket, inbox: Inbox, types: number[], init: Buffer, name: string) {
    this.#socket = socket;
    this.#inbox = inbox;
    this.types = types;
    this.width = init.readUInt16BE(0);
    this.height = init.readUInt16BE(2);
    this.name = name;
  }

  /** Rejects with what the server says when it refuses. */
  static async open(address: { host: string; port: number; password: string }): Promise<RfbClient> {
    const socket = connect(address.port, address.host);
    const inbox = new Inbox(socket);
    try {
      await once(socket, 'connect');
      await inbox.read(12);
      socket.write('RFB 003.008\n');
      const types = [...(await inbox.read((await inbox.read(1)).readUInt8(0)))];
      socket.write(Buffer.from([VNC_AUTH]));
      socket.write(encryptForVnc(vncPasswordBytes(address.password), await inbox.read(16)));
      const result = (await inbox.read(4)).readUInt32BE(0);
      if (result !== 0) throw new Error((await inbox.read((await inbox.read(4)).readUInt32BE(0))).toString('utf8'));
      socket.write(Buffer.from([1]));
      const init = await inbox.read(24);
      const name = (await inbox.read(init.readUInt32BE(20))).toString('utf8');
      return new RfbClient(socket, inbox, types, init, name);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** The colours that are on the screen now, as red, green and blue in one number. */
  async colours(): Promise<Set<number>> {
    const request = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    request.writeUInt16BE(this.width, 6);
    request.writeUInt16BE(this.height, 8);
    this.#socket.write(Buffer.concat([Buffer.from([2, 0, 0, 1, 0, 0, 0, 0]), request]));
    const colours = new Set<number>();
    const count = (await this.#inbox.read(4)).readUInt16BE(2);
    for (let at = 0; at < count; at += 1) {
      const rectangle = await this.#inbox.read(12);
      const bytes = rectangle.readUInt16BE(4) * rectangle.readUInt16BE(6) * BYTES_PER_PIXEL;
      const pixels = await this.#inbox.read(bytes);
      for (let offset = 0; offset < bytes; offset += BYTES_PER_PIXEL) colours.add(pixels.readUIntLE(offset, 3));
    }
    return colours;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
