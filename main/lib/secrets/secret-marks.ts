import type { SecretMark } from '../../contract/connection-work.ts';
import { counts, digestOf, joinHashes, SHORTEST_BYTES, TAIL_BYTES, tailHash, wholeHash } from './mark-hash.ts';

/**
 * Longest piece that is looked for as one; longer secrets are cut into such pieces. A recorder holds back as many bytes.
 * The lines of a private key as OpenSSH writes them have 70.
 */
export const PIECE_BYTES = 72;
/** What is shorter than this in base64 is no sign of a secret. */
const SHORTEST_BASE64 = 8;

/** The bytes of a text that count when secrets are compared. */
function countingBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text).filter(counts);
}

function continuesCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Pieces that cover the whole; the last one overlaps the one before it rather than being too short to be told apart. */
function cut(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length <= PIECE_BYTES) return [bytes];
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < bytes.length;) {
    let end = Math.min(from + PIECE_BYTES, bytes.length);
    while (end < bytes.length && continuesCharacter(bytes[end])) end -= 1;
    let start = end === bytes.length ? Math.max(0, end - PIECE_BYTES) : from;
    while (continuesCharacter(bytes[start])) start += 1;
    pieces.push(bytes.subarray(start, end));
    from = end;
  }
  return pieces;
}

function word(bytes: Uint8Array, end: number): number {
  let value = 0;
  for (let at = end - 4; at < end; at += 1) value = (value << 8) | (bytes[at] ?? 0);
  return value;
}

function markOf(piece: Uint8Array, salt: string): SecretMark {
  const { length } = piece;
  const tail = tailHash(length >= TAIL_BYTES ? word(piece, length - 4) : 0, word(piece, length));
  return {
    lengthBytes: length,
    rolling: joinHashes(tail, wholeHash(piece, 0, length)),
    salt,
    sha256: digestOf(salt, piece),
  };
}

/**
 * What of a secret stays the same in base64 wherever it stands in what is encoded: characters that share a byte with
 * their neighbours are left out.
 */
function base64Cores(secret: Uint8Array): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([new Uint8Array(offset), secret])
      .toString('base64')
      .replace(/=+$/, '');
    const core = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + secret.length) * 8) / 6));
    return core.length < SHORTEST_BASE64 ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Forms in which shells and their tools commonly print a text of one line. */
function quotedForms(secret: string): string[] {
  return [
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    // Single quotes of a shell, and double quotes as "export -p" has them.
    secret.replaceAll("'", "'\\''"),
    secret.replaceAll(/["$\\`]/g, '\\$&'),
    // "printf %q"
    secret.replaceAll(/[^\w@%+=:,./\u0080-\u{10FFFF}-]/gu, '\\$&'),
  ];
}

/** The secret lines of a key in PEM: its frame and headers are the same in all keys. */
function linesOf(key: string): string[] {
  const lines = key.split(/\r?\n/).filter((line) => !line.startsWith('-----') && !line.includes(': '));
  // Whatever the width at which somebody wraps them anew.
  return [...lines, lines.join('')];
}

function formsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  if (bytes.length < SHORTEST_BYTES) return [];
  const isKey = secret.startsWith('-----BEGIN ');
  return [
    ...(isKey ? linesOf(secret) : [secret, ...quotedForms(secret)]),
    Buffer.from(bytes).toString('hex'),
    ...base64Cores(bytes),
  ];
}

/**
 * Marks by which a secret is known again, in all forms in which it may be printed: as it is, quoted, in base64, as hex
 * digits, in a URL. The lines of a private key are marks of their own. None for what is too short.
 */
export function marksOf(secret: string, salt: string): SecretMark[] {
  const texts = new Set(formsOf(secret.trim()));
  const marks = new Map<string, SecretMark>();
  for (const text of texts) {
    for (const piece of cut(countingBytes(text))) {
      if (piece.length < SHORTEST_BYTES) continue;
      const mark = markOf(piece, salt);
      marks.set(mark.sha256, mark);
    }
  }
  return [...marks.values()];
}
