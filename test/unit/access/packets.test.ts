import { describe, expect, it } from 'vitest';
import { readAttributes } from '../../../main/buildhost/access/sftp/attributes.ts';
import {
  createPacketReader,
  createPacketSplitter,
  MalformedPacketError,
} from '../../../main/buildhost/access/sftp/packet-reader.ts';
import { statusPacket, string, uint32, uint64 } from '../../../main/buildhost/access/sftp/packet-writer.ts';

describe('cutting a stream into packets', () => {
  const packets = [statusPacket(1, 0, 'fine'), statusPacket(2, 4, 'x'.repeat(5_000)), statusPacket(3, 1, '')];
  const stream = Buffer.concat(packets);
  const bodies = packets.map((packet) => packet.subarray(4));

  it.each([1, 3, 7, 64, stream.length])('finds them in pieces of %d bytes', (pieceBytes) => {
    const splitter = createPacketSplitter();
    const found: Buffer[] = [];
    for (let at = 0; at < stream.length; at += pieceBytes) {
      splitter.add(stream.subarray(at, at + pieceBytes));
      for (let packet = splitter.next(); packet !== undefined; packet = splitter.next())
        found.push(Buffer.from(packet));
    }
    expect(found).toEqual(bodies);
  });

  it.each([0, 256 * 1024 + 1, 0xffff_ffff])('refuses one of %d bytes before it has come', (length) => {
    const splitter = createPacketSplitter();
    splitter.add(uint32(length));
    expect(() => splitter.next()).toThrow(MalformedPacketError);
  });
});

describe('reading a packet', () => {
  it('gives the fields in order', () => {
    const reader = createPacketReader(Buffer.concat([uint32(7), uint64(2n ** 40n), string('grün')]));
    expect([reader.uint32(), reader.uint64(), reader.text(), reader.remaining]).toEqual([7, 2n ** 40n, 'grün', 0]);
  });

  it('stops at the end, whatever a length says', () => {
    expect(() => createPacketReader(Buffer.of(0, 0)).uint32()).toThrow(MalformedPacketError);
    expect(() => createPacketReader(uint32(0xffff_fff0)).bytes()).toThrow(MalformedPacketError);
    expect(() => createPacketReader(Buffer.concat([uint32(5), Buffer.from('four')])).bytes()).toThrow(
      MalformedPacketError,
    );
  });

  it('reads attributes, and past those nobody knows', () => {
    const all = Buffer.concat([
      uint32(0x8000_000f),
      uint64(12n),
      uint32(1000),
      uint32(100),
      uint32(0o100755),
      uint32(11),
      uint32(22),
      uint32(1),
      string('acl'),
      string('none'),
      uint32(99),
    ]);
    const reader = createPacketReader(all);
    expect(readAttributes(reader)).toEqual({
      size: 12,
      owner: { user: 1000, group: 100 },
      mode: 0o755,
      times: { accessed: 11, modified: 22 },
    });
    expect(reader.uint32()).toBe(99);
    expect(readAttributes(createPacketReader(uint32(0)))).toEqual({});
    expect(() => readAttributes(createPacketReader(Buffer.concat([uint32(0x8000_0000), uint32(0xffff_ffff)])))).toThrow(
      MalformedPacketError,
    );
  });
});
