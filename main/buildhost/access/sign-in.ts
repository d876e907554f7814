import { createHash, timingSafeEqual } from 'node:crypto';
import ssh2, { type AuthContext, type Connection } from 'ssh2';

/** A connection that failed this often is closed, as OpenSSH's MaxAuthTries does. */
const MAX_SIGN_IN_FAILURES = 3;

export interface Credentials {
  user: string;
  /** Public key blob. */
  publicKey: Buffer;
}

/** Hashing first makes the comparison take the same time whatever the lengths. */
function sameBytes(left: Buffer | string, right: Buffer | string): boolean {
  const digest = (value: Buffer | string): Buffer => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(left), digest(right));
}

function hasValidSignature(context: AuthContext, publicKey: Buffer): boolean {
  if (context.method !== 'publickey' || context.signature === undefined || context.blob === undefined) return false;
  const key = ssh2.utils.parseKey(publicKey);
  if (key instanceof Error) return false;
  return key.verify(context.blob, context.signature, context.hashAlgo) === true;
}

/** Lets in the one user with the one key (RFC 4252, section 7), and closes the connection after a few failures. */
export function guardSignIn(connection: Connection, expected: Credentials, log: (line: string) => void): void {
  let failures = 0;
  let sawNone = false;

  function refuse(context: AuthContext): void {
    // A client's first request is "none", to learn the methods; that is no attempt.
    if (context.method === 'none' && !sawNone) sawNone = true;
    else failures += 1;
    context.reject(['publickey']);
    if (failures < MAX_SIGN_IN_FAILURES) return;
    log(`Sign-in refused ${failures} times on one connection; it was closed.`);
    connection.end();
  }

  connection.on('authentication', (context) => {
    // Both are always compared, so that the time does not tell which one was wrong.
    const rightUser = sameBytes(context.username, expected.user);
    const rightKey =
      context.method === 'publickey' &&
      context.key.algo === 'ssh-ed25519' &&
      sameBytes(context.key.data, expected.publicKey);
    if (!rightUser || !rightKey) return refuse(context);
    // Without a signature the client only asks whether the key would do.
    if (context.signature === undefined || hasValidSignature(context, expected.publicKey)) return context.accept();
    refuse(context);
  });
}
