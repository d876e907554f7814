import { answerChallenge } from '../vnc/vnc-auth.ts';

/** The key of every VNC password file, the same everywhere (vncpasswd(1)): such a file is no safer than the password. */
const FILE_KEY = '\u0017Rk\u0006#NX\u0007';
const PASSWORD_BYTES = 8;

/** What stands in the password file of a VNC server: the password's first 8 bytes, filled up with zeros, in DES. */
export function vncPasswordFile(password: string): Buffer {
  const block = Buffer.alloc(PASSWORD_BYTES);
  Buffer.from(password, 'utf8').copy(block);
  return answerChallenge(block, FILE_KEY);
}
