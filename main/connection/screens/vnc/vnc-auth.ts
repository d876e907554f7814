import { createCipheriv } from 'node:crypto';
import type { Wire } from './wire.ts';

const MAX_PASSWORD_BYTES = 8;

/**
 * Answers a challenge with the password (RFC 6143, 7.2.2). DES takes the bits of each byte of its key in the other order
 * here, and the password's first 8 bytes are all that counts, with every server and viewer.
 */
export function answerChallenge(challenge: Uint8Array, password: string): Buffer {
  const key = Buffer.alloc(MAX_PASSWORD_BYTES);
  Buffer.from(password, 'utf8').copy(key);
  for (const [index, byte] of key.entries()) key[index] = mirror(byte);
  // Triple DES with one key three times is DES, which not every Node.js has under its own name.
  const cipher = createCipheriv('des-ede3', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  const answer = Buffer.concat([cipher.update(challenge), cipher.final()]);
  key.fill(0);
  return answer;
}

/** Answers the challenge that comes next. */
export async function signInWithVncPassword(wire: Wire, password: string): Promise<void> {
  wire.write(answerChallenge(await wire.read(16), password));
}

function mirror(byte: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit += 1) mirrored |= ((byte >> bit) & 1) << (7 - bit);
  return mirrored;
}
