/**
 * Values as D-Bus puts them on the wire, little-endian (D-Bus Specification, "Marshaling"). Only the types that the
 * Secret Service needs: bytes, booleans, 32 and 64 bit numbers, strings, paths, signatures, variants, arrays, structs
 * and dictionaries (as arrays of pairs).
 */
export type Value = string | number | boolean | bigint | Variant | Value[];

/** A value that carries its own type. */
export class Variant {
  readonly signature: string;
  readonly value: Value;
  constructor(signature: string, value: Value) {
    this.signature = signature;
    this.value = value;
  }
}

const alignments: Record<string, number> = { y: 1, b: 4, u: 4, i: 4, t: 8, x: 8, s: 4, o: 4, g: 1, v: 1, a: 4 };
const MAX_DEPTH = 16;

function alignmentOf(type: string): number {
  return type.startsWith('(') || type.startsWith('{') ? 8 : (alignments[type[0] ?? ''] ?? 1);
}

/** The complete types of a signature, one after the other: "a{sv}u" has "a{sv}" and "u". */
export function typesOf(signature: string): string[] {
  const types: string[] = [];
  let at = 0;
  const one = (depth: number): void => {
    const letter = signature[at];
    if (letter === undefined || depth > MAX_DEPTH) throw new Error(`D-Bus: bad signature ${signature}`);
    at += 1;
    if (letter === 'a') return one(depth + 1);
    if (letter !== '(' && letter !== '{') {
      if (alignments[letter] === undefined) throw new Error(`D-Bus: type ${letter} is not known here`);
      return;
    }
    const close = letter === '(' ? ')' : '}';
    while (signature[at] !== close) one(depth + 1);
    at += 1;
  };
  while (at < signature.length) {
    const start = at;
    one(0);
    types.push(signature.slice(start, at));
  }
  return types;
}

/** Writes values behind one another. */
export class Writer {
  #bytes = Buffer.alloc(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  align(step: number): void {
    this.#grow((step - (this.#length % step)) % step);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  write(signature: string, values: readonly Value[]): this {
    typesOf(signature).forEach((type, index) => this.#one(type, values[index]));
    return this;
  }

  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #grow(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.alloc(this.#length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }

  #number(value: number): void {
    this.align(4);
    const at = this.#grow(4);
    this.#bytes.writeUInt32LE(value, at);
  }

  #one(type: string, value: Value | undefined): void {
    this.align(alignmentOf(type));
    if (type === 'y' && typeof value === 'number') return this.raw(Uint8Array.of(value));
    if (type === 'b' && typeof value === 'boolean') return this.#number(value ? 1 : 0);
    if (type === 'u' && typeof value === 'number') return this.#number(value);
    if ((type === 's' || type === 'o') && typeof value === 'string') {
      const text = Buffer.from(value);
      this.#number(text.length);
      return this.raw(Buffer.concat([text, Buffer.alloc(1)]));
    }
    if (type === 'g' && typeof value === 'string') {
      return this.raw(Buffer.from(`${String.fromCharCode(value.length)}${value}\0`, 'latin1'));
    }
    if (type === 'v' && value instanceof Variant) {
      this.#one('g', value.signature);
      return this.#one(value.signature, value.value);
    }
    if (type.startsWith('a') && Array.isArray(value)) return this.#array(type.slice(1), value);
    if (Array.isArray(value)) return void this.write(type.slice(1, -1), value);
    throw new Error(`D-Bus: a value does not fit ${type}`);
  }

  #array(element: string, values: readonly Value[]): void {
    const lengthAt = this.#grow(4);
    this.align(alignmentOf(element));
    const start = this.#length;
    for (const value of values) this.#one(element, value);
    this.#bytes.writeUInt32LE(this.#length - start, lengthAt);
  }
}

/** Reads what {@link Writer} writes, and what others wrote; throws on anything malformed. */
export class Reader {
  readonly #bytes: Buffer;
  readonly #isLittle: boolean;
  #at: number;

  constructor(bytes: Buffer, isLittle = true, at = 0) {
    this.#bytes = bytes;
    this.#isLittle = isLittle;
    this.#at = at;
  }

  align(step: number): void {
    this.#skip((step - (this.#at % step)) % step);
  }

  read(signature: string): Value[] {
    return typesOf(signature).map((type) => this.#one(type, 0));
  }

  #skip(count: number): number {
    const at = this.#at;
    this.#at += count;
    if (this.#at > this.#bytes.length) throw new Error('D-Bus: a message is cut short');
    return at;
  }

  #number(): number {
    this.align(4);
    const at = this.#skip(4);
    return this.#isLittle ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
  }

  #text(length: number): string {
    const at = this.#skip(length + 1);
    return this.#bytes.toString('utf8', at, at + length);
  }

  #one(type: string, depth: number): Value {
    if (depth > MAX_DEPTH) throw new Error('D-Bus: values are nested too deeply');
    this.align(alignmentOf(type));
    if (type === 'y') return this.#bytes.readUInt8(this.#skip(1));
    if (type === 'b') return this.#number() !== 0;
    if (type === 'u') return this.#number();
    if (type === 'i') return this.#number() | 0;
    if (type === 't' || type === 'x') {
      const at = this.#skip(8);
      return this.#isLittle ? this.#bytes.readBigUInt64LE(at) : this.#bytes.readBigUInt64BE(at);
    }
    if (type === 's' || type === 'o') return this.#text(this.#number());
    if (type === 'g') return this.#text(this.#bytes.readUInt8(this.#skip(1)));
    if (type === 'v') {
      const signature = this.#text(this.#bytes.readUInt8(this.#skip(1)));
      return new Variant(signature, this.#one(signature, depth + 1));
    }
    if (type.startsWith('a')) return this.#array(type.slice(1), depth);
    return typesOf(type.slice(1, -1)).map((member) => this.#one(member, depth + 1));
  }

  #array(element: string, depth: number): Value[] {
    const length = this.#number();
    this.align(alignmentOf(element));
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error('D-Bus: a message is cut short');
    const values: Value[] = [];
    while (this.#at < end) {
      const before = this.#at;
      values.push(this.#one(element, depth + 1));
      if (this.#at === before) throw new Error('D-Bus: an array of nothing');
    }
    return values;
  }
}
