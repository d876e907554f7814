import { createCipheriv, randomInt } from 'node:crypto';

/** VNC looks at no more of a password. */
const PASSWORD_LENGTH = 8;
/** Without signs that look alike: people may type it into another viewer. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** The key of every VNC password file. It is the same everywhere: such a file is to be guarded like the password. */
const FILE_KEY = Buffer.from([0x17, 0x52, 0x6b, 0x06, 0x23, 0x4e, 0x58, 0x07]);

/** A password nobody guesses within a session: 46 random bits. */
export function createVncPassword(): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function mirrorBits(byte: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit += 1) mirrored |= ((byte >> bit) & 1) << (7 - bit);
  return mirrored;
}

/**
 * DES as VNC uses it: each block by itself, the bits of every byte of the key in reverse (RFC 6143, section 7.2.2, with
 * its erratum). `key` has 8 bytes and `blocks` a multiple of them.
 */
export function encryptForVnc(key: Uint8Array, blocks: Uint8Array): Buffer {
  const mirrored = Buffer.from(key.map(mirrorBits));
  // Three times the same key is plain DES, which OpenSSL does not offer any more.
  const cipher = createCipheriv('des-ede3', Buffer.concat([mirrored, mirrored, mirrored]), null);
  return Buffer.concat([cipher.setAutoPadding(false).update(blocks), cipher.final()]);
}

/** A password in the 8 bytes that VNC pads or cuts it to. */
export function vncPasswordBytes(password: string): Buffer {
  const bytes = Buffer.alloc(PASSWORD_LENGTH);
  bytes.write(password, 'latin1');
  return bytes;
}

/** What stands in a VNC server's password file (vncpasswd(1)). */
export function vncPasswordFile(password: string): Buffer {
  return encryptForVnc(FILE_KEY, vncPasswordBytes(password));
}
