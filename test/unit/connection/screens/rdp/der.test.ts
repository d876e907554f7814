import { describe, expect, it } from 'vitest';
import {
  readDer,
  readDerHeader,
  readDerInteger,
  readExplicit,
  tags,
  writeDer,
  writeDerInteger,
} from '../../../../../main/connection/screens/rdp/der.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
/** As encoded by hand from X.690, 8.1.3, 8.3 and 10.1. */
const integers: readonly [value: number, encoded: string][] = [
  [0, '020100'],
  [1, '020101'],
  [127, '02017f'],
  [128, '02020080'],
  [255, '020200ff'],
  [256, '02020100'],
  [3390, '02020d3e'],
  [32_768, '0203008000'],
  [65_535, '020300ffff'],
  [0x7fff_ffff, '02047fffffff'],
  [0x8000_0000, '02050080000000'],
  [0xffff_ffff, '020500ffffffff'],
];

describe('DER', () => {
  it.each(integers)('writes %d as %s and reads it back', (value, encoded) => {
    expect(writeDerInteger(value).toString('hex')).toBe(encoded);
    const [element] = readDer(hex(encoded)) ?? [];
    expect(element?.tag).toBe(tags.INTEGER);
    expect(element && readDerInteger(element.content)).toBe(value);
  });

  it.each(['', '80', 'ff01', '0001', '010000000000', '0100000000', '00000000ff'])(
    'takes no integer that is negative, too long or longer than it has to be: %s',
    (content) => {
      expect(readDerInteger(hex(content))).toBeUndefined();
    },
  );

  it.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ])('writes a length of %d in the shortest form, and reads it', (length, start) => {
    const written = writeDer(tags.OCTET_STRING, Buffer.alloc(length, 7));
    expect(written.subarray(0, start.length / 2).toString('hex')).toBe(start);
    expect(readDer(written)?.[0]?.content).toEqual(Buffer.alloc(length, 7));
  });

  it.each(['3080', '30817f', '30820001', '3082007f', '3085010000000000', '1f0100', '30ff'])(
    'refuses lengths without an end or longer than they have to be, and long tags: %s',
    (bytes) => {
      expect(readDerHeader(hex(bytes))).toBe('malformed');
      expect(readDer(hex(bytes))).toBeUndefined();
    },
  );

  it.each(['', '30', '3081', '308201', '30840000'])('waits for more of a header that is not whole: %s', (bytes) => {
    expect(readDerHeader(hex(bytes))).toBe('incomplete');
  });

  it('refuses content that ends too early, and bytes that are left over', () => {
    expect(readDer(hex('0402aa'))).toBeUndefined();
    expect(readDer(hex('0401aa05'))).toBeUndefined();
    expect(readDer(hex('308480000000'))).toBeUndefined();
  });

  it('finds what an explicit tag wraps, if it is one element of the tag asked for', () => {
    const fields = readDer(hex('a003020105' + 'a104020101ff')) ?? [];
    expect(readExplicit(fields, 0, tags.INTEGER)).toEqual(hex('05'));
    expect(readExplicit(fields, 0, tags.OCTET_STRING)).toBeUndefined();
    expect(readExplicit(fields, 1, tags.INTEGER)).toBeUndefined();
    expect(readExplicit(fields, 2, tags.INTEGER)).toBeUndefined();
  });

  it('reads any bytes to an end', () => {
    let seed = 5;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = Buffer.from(Array.from({ length: random(40) }, () => (random(3) === 0 ? 0x30 : random(256))));
      for (const element of readDer(bytes) ?? []) {
        expect(element.content.length).toBeLessThanOrEqual(bytes.length);
        readDerInteger(element.content);
        readExplicit(readDer(element.content) ?? [], 0, tags.INTEGER);
      }
    }
  });
});
