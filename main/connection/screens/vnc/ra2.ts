import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPair,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { ScreenCredentials } from '../../../contract/connection-control.ts';
import type { Result } from '../../../contract/problem.ts';
import { missing, type Field } from './choose-security.ts';
import { readRecord, RecordCipher, RecordStream } from './ra2-records.ts';
import { protocolError, VncFailure } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

const SERVER_KEY_BITS = { min: 1024, max: 8192 };
const OWN_KEY_BITS = 2048;
const MAX_FIELD_BYTES = 255;

/** Both halves of what the four types of RSA-AES differ in. */
export interface Ra2Variant {
  hash: 'sha1' | 'sha256';
  /** Of the session keys, and of the random numbers they are made of. */
  keyBytes: 16 | 32;
  /** All that follows goes in records, not the sign-in alone. */
  encryptsAll: boolean;
}

export type OwnKey = () => Promise<{ privateKey: KeyObject; message: Buffer }>;

export type Ra2Outcome =
  | { kind: 'said'; wire: Wire; needs: readonly Field[] }
  /** The server wants what is not known. */
  | { kind: 'asks'; fields: Field[] };

/**
 * RSA-AES (types 5, 6, 129, 130 of the community's RFB registry): both ends show an RSA key, agree on AES keys under them,
 * check that nobody changed the keys on the way, and the credentials follow.
 *
 * @param ownKey gives one key for all connections of a screen; no other screen may have it
 * @param trust compares SHA-256 of the server's key as it came with the pin; nothing secret goes before
 */
export async function signInWithRsa(
  wire: Wire,
  variant: Ra2Variant,
  known: ScreenCredentials,
  ownKey: OwnKey,
  trust: (key: { sha256: string }) => Result<undefined>,
): Promise<Ra2Outcome> {
  const server = await readServerKey(wire);
  const trusted = trust({ sha256: fingerprint(server.message) });
  if (!trusted.ok) throw VncFailure.of(trusted.problem);
  const own = await ownKey();
  wire.write(own.message);
  const ourRandom = randomBytes(variant.keyBytes);
  wire.write(sealRandom(server.key, ourRandom));
  const theirRandom = await readRandom(wire, own.privateKey, variant.keyBytes);
  const digest = (...parts: Buffer[]): Buffer => createHash(variant.hash).update(Buffer.concat(parts)).digest();
  const keyOf = (...parts: Buffer[]): RecordCipher => new RecordCipher(digest(...parts).subarray(0, variant.keyBytes));
  const outgoing = keyOf(theirRandom, ourRandom);
  const incoming = keyOf(ourRandom, theirRandom);
  wire.write(outgoing.seal(digest(own.message, server.message)));
  if (!(await readRecord(wire, incoming)).equals(digest(server.message, own.message)))
    throw protocolError('the keys of RSA-AES were changed on the way');
  const [kind] = await readRecord(wire, incoming);
  if (kind !== 1 && kind !== 2) throw protocolError(`credentials of kind ${kind} in RSA-AES`);
  const needs: Field[] = kind === 1 ? ['user', 'password'] : ['password'];
  const fields = missing(needs, known);
  if (fields.length > 0) return { kind: 'asks', fields };
  wire.write(outgoing.seal(Buffer.concat([field(kind === 1 ? known.user : ''), field(known.password)])));
  if (!variant.encryptsAll) return { kind: 'said', wire, needs };
  return { kind: 'said', wire: wire.over(new RecordStream(wire, incoming, outgoing)), needs };
}

async function readServerKey(wire: Wire): Promise<{ key: KeyObject; message: Buffer }> {
  const head = await wire.read(4);
  const bits = head.readUInt32BE();
  if (bits < SERVER_KEY_BITS.min || bits > SERVER_KEY_BITS.max) throw protocolError(`an RSA key of ${bits} bits`);
  const byteCount = Math.ceil(bits / 8);
  const numbers = await wire.read(byteCount * 2);
  try {
    const [n, e] = [numbers.subarray(0, byteCount), withoutZeros(numbers.subarray(byteCount))];
    const key = createPublicKey({
      key: { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') },
      format: 'jwk',
    });
    return { key, message: Buffer.concat([head, numbers]) };
  } catch {
    throw protocolError('an RSA key that is none');
  }
}

/** Makes a key when it is first asked for one: that takes a good part of a second. */
export function createOwnKey(): OwnKey {
  let making: ReturnType<OwnKey> | undefined;
  return () => (making ??= makeOwnKey());
}

async function makeOwnKey(): Promise<{ privateKey: KeyObject; message: Buffer }> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: OWN_KEY_BITS });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const message = Buffer.alloc(4 + 2 * (OWN_KEY_BITS / 8));
  message.writeUInt32BE(OWN_KEY_BITS);
  Buffer.from(n, 'base64url').copy(message, 4);
  const exponent = Buffer.from(e, 'base64url');
  exponent.copy(message, message.length - exponent.length);
  return { privateKey, message };
}

async function readRandom(wire: Wire, privateKey: KeyObject, byteCount: number): Promise<Buffer> {
  const length = (await wire.read(2)).readUInt16BE();
  if (length !== OWN_KEY_BITS / 8) throw protocolError('a random number of RSA-AES in the wrong length');
  const sealed = await wire.read(length);
  try {
    // The padding (RFC 8017, 7.2.2) is taken off here: Node.js does not do it any more, for keys that are used twice.
    const padded = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, sealed);
    if (padded[0] === 0 && padded[1] === 2 && padded.indexOf(0, 2) === padded.length - byteCount - 1)
      return padded.subarray(-byteCount);
  } catch {
    // Not under our key.
  }
  throw protocolError('a random number of RSA-AES that cannot be read');
}

function sealRandom(key: KeyObject, random: Buffer): Buffer {
  try {
    const sealed = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, random);
    return Buffer.concat([Buffer.of(sealed.length >> 8, sealed.length & 0xff), sealed]);
  } catch {
    throw protocolError('an RSA key that is none');
  }
}

function field(text = ''): Buffer {
  const bytes = Buffer.from(text, 'utf8').subarray(0, MAX_FIELD_BYTES);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function withoutZeros(number: Buffer): Buffer {
  const start = number.findIndex((byte) => byte !== 0);
  return start === -1 ? number : number.subarray(start);
}

/** As in screenCertificateSchema. */
function fingerprint(message: Buffer): string {
  const hex = createHash('sha256').update(message).digest('hex').toUpperCase();
  return hex.match(/../g)?.join(':') ?? '';
}
