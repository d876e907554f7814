/** As much of DER (X.690) as RDP needs: definite lengths of at most four bytes, tags of one byte. */

export const tags = {
  INTEGER: 0x02,
  OCTET_STRING: 0x04,
  UTF8_STRING: 0x0c,
  SEQUENCE: 0x30,
  /** Of an explicit tag [number]. */
  explicit: (number: number): number => 0xa0 + number,
} as const;

export interface DerElement {
  tag: number;
  content: Buffer;
}

export interface DerHeader {
  tag: number;
  headerBytes: number;
  contentBytes: number;
}

/** What the first bytes of an element tell: `incomplete` when there are too few of them. */
export function readDerHeader(bytes: Buffer): DerHeader | 'incomplete' | 'malformed' {
  const [tag, first] = bytes;
  if (tag === undefined) return 'incomplete';
  // Tags of several bytes are not used here.
  if ((tag & 0x1f) === 0x1f) return 'malformed';
  if (first === undefined) return 'incomplete';
  if (first < 0x80) return { tag, headerBytes: 2, contentBytes: first };
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 4) return 'malformed';
  if (bytes.length < 2 + lengthBytes) return 'incomplete';
  const contentBytes = bytes.readUIntBE(2, lengthBytes);
  const isShortest = contentBytes >= 0x80 && bytes[2] !== 0;
  return isShortest ? { tag, headerBytes: 2 + lengthBytes, contentBytes } : 'malformed';
}

/** The elements that stand one after the other in `bytes`; undefined when they are no DER or anything is left over. */
export function readDer(bytes: Buffer): DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const header = readDerHeader(bytes.subarray(offset));
    if (typeof header === 'string') return undefined;
    const start = offset + header.headerBytes;
    offset = start + header.contentBytes;
    if (offset > bytes.length) return undefined;
    elements.push({ tag: header.tag, content: bytes.subarray(start, offset) });
  }
  return elements;
}

/** What an explicit tag wraps, when it is one element of the tag asked for. */
export function readExplicit(fields: readonly DerElement[], number: number, tag: number): Buffer | undefined {
  const wrapped = fields.find((field) => field.tag === tags.explicit(number));
  if (wrapped === undefined) return undefined;
  const [element, ...others] = readDer(wrapped.content) ?? [];
  return element?.tag === tag && others.length === 0 ? element.content : undefined;
}

/** An integer from 0 to 2^32 - 1; undefined for any other. */
export function readDerInteger(content: Buffer): number | undefined {
  const [first, second] = content;
  if (first === undefined || content.length > 5 || first > 0x7f) return undefined;
  if (first === 0 && second !== undefined && second < 0x80) return undefined;
  const value = content.readUIntBE(0, content.length);
  return value > 0xffff_ffff ? undefined : value;
}

export function writeDer(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), writeLength(content.length), content]);
}

/** @param value from 0 to 2^32 - 1 */
export function writeDerInteger(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  let start = 0;
  while (start < 4 && bytes[start] === 0 && (bytes[start + 1] ?? 0) < 0x80) start += 1;
  return writeDer(tags.INTEGER, bytes.subarray(start));
}

function writeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const start = bytes.findIndex((byte) => byte !== 0);
  return Buffer.concat([Buffer.from([0x80 + 4 - start]), bytes.subarray(start)]);
}
