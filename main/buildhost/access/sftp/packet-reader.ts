import { MAX_PACKET_BYTES } from './protocol.ts';

/** The other side does not keep to the protocol; the channel is closed. */
export class MalformedPacketError extends Error {}

/** Reads the fields of one packet in order. */
export interface PacketReader {
  uint32(): number;
  uint64(): bigint;
  /** A view into the packet. */
  bytes(): Buffer;
  text(): string;
  readonly remaining: number;
}

export function createPacketReader(packet: Buffer): PacketReader {
  let position = 0;

  function take(length: number): number {
    if (position + length > packet.length) throw new MalformedPacketError('A packet ended too early.');
    position += length;
    return position - length;
  }

  function bytes(): Buffer {
    const length = packet.readUInt32BE(take(4));
    const start = take(length);
    return packet.subarray(start, start + length);
  }

  return {
    uint32: () => packet.readUInt32BE(take(4)),
    uint64: () => packet.readBigUInt64BE(take(8)),
    bytes,
    text: () => bytes().toString('utf8'),
    get remaining() {
      return packet.length - position;
    },
  };
}

/** Cuts a stream of bytes into packets, without their length. */
export interface PacketSplitter {
  add(chunk: Buffer): void;
  /** The next whole packet, or undefined until more has come. Throws {@link MalformedPacketError}. */
  next(): Buffer | undefined;
}

export function createPacketSplitter(): PacketSplitter {
  let chunks: Buffer[] = [];
  let available = 0;

  /** The first `length` bytes in one piece; they stay where they are. */
  function peek(length: number): Buffer | undefined {
    if (available < length) return undefined;
    const [first] = chunks;
    if (first !== undefined && first.length >= length) return first.subarray(0, length);
    chunks = [Buffer.concat(chunks)];
    return chunks[0]?.subarray(0, length);
  }

  function drop(length: number): void {
    const [first, ...rest] = chunks;
    if (first === undefined) return;
    chunks = first.length === length ? rest : [first.subarray(length), ...rest];
    available -= length;
  }

  return {
    add(chunk) {
      chunks.push(chunk);
      available += chunk.length;
    },
    next() {
      const length = peek(4)?.readUInt32BE(0);
      if (length === undefined) return undefined;
      if (length === 0 || length > MAX_PACKET_BYTES)
        throw new MalformedPacketError(`A packet of ${length} bytes is not allowed.`);
      const packet = peek(4 + length);
      if (packet === undefined) return undefined;
      drop(4 + length);
      return packet.subarray(4);
    },
  };
}
