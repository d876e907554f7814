import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { protocolError } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

/** Shorter ones protect nothing; longer ones would only keep this computer busy. In bytes. */
const KEY_BYTES = { min: 64, max: 512 };
/** Of our own number; as strong as the longest prime, and quick with it. */
const MAX_SECRET_BYTES = 64;
const FIELD_BYTES = 64;

/** What the server sends first. */
export interface DiffieHellman {
  generator: number;
  prime: Buffer;
  publicKey: Buffer;
}

/** Apple's sign-in (type 30): the credentials go under a key agreed on by Diffie-Hellman. */
export async function signInWithApple(wire: Wire, user: string, password: string): Promise<void> {
  const head = await wire.read(4);
  const length = head.readUInt16BE(2);
  if (length < KEY_BYTES.min || length > KEY_BYTES.max)
    throw protocolError(`a Diffie-Hellman key of ${length} bytes in Apple's sign-in`);
  const prime = await wire.read(length);
  const publicKey = await wire.read(length);
  wire.write(answerApple({ generator: head.readUInt16BE(0), prime, publicKey }, user, password));
}

/** @param secret our half of the agreement; made up unless a test gives it */
export function answerApple(
  { generator, prime, publicKey }: DiffieHellman,
  user: string,
  password: string,
  secret = randomBytes(Math.min(prime.length, MAX_SECRET_BYTES)),
): Buffer {
  const modulus = toNumber(prime);
  const theirs = toNumber(publicKey);
  const base = BigInt(generator);
  if (prime[0] === 0 || modulus % 2n === 0n) throw protocolError('a number that is no prime in Apple’s sign-in');
  if (theirs <= 1n || theirs >= modulus - 1n || base <= 1n)
    throw protocolError('a Diffie-Hellman key out of range in Apple’s sign-in');
  const exponent = toNumber(secret);
  const shared = toBytes(power(theirs, exponent, modulus), prime.length);
  const key = createHash('md5').update(shared).digest();
  const fields = randomBytes(2 * FIELD_BYTES);
  writeField(fields, 0, user);
  writeField(fields, FIELD_BYTES, password);
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  const sealed = Buffer.concat([cipher.update(fields), cipher.final()]);
  for (const used of [fields, key, shared, secret]) used.fill(0);
  return Buffer.concat([sealed, toBytes(power(base, exponent, modulus), prime.length)]);
}

/** Ends with NUL, and is cut to leave room for it. */
function writeField(fields: Buffer, offset: number, text: string): void {
  const byteCount = fields.write(text, offset, FIELD_BYTES - 1, 'utf8');
  fields[offset + byteCount] = 0;
}

/** `base` to the power of `exponent`, modulo `modulus`. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let factor = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return result;
}

export function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

export function toBytes(number: bigint, byteCount: number): Buffer {
  return Buffer.from(number.toString(16).padStart(byteCount * 2, '0'), 'hex');
}
