import type { Identity } from '../contract/connection-control.ts';

/** A way of signing in as the engine performs it (RFC 4252, RFC 4256). */
export type Attempt =
  | { method: 'none' }
  | { method: 'publickey'; privateKey: string; passphrase?: string | undefined }
  | { method: 'agent'; agent: string; publicKey: string }
  | { method: 'password'; password: string }
  | { method: 'keyboard-interactive'; password: string };

export interface SignIn {
  /**
   * The next attempt, or undefined when nothing is left.
   * @param accepts what the server said it takes; undefined before its first answer
   */
  next(accepts: readonly string[] | undefined): Attempt | undefined;
  /** Label of the attempt under way; the one that succeeded once sign-in is through. */
  readonly current: string;
  /** The identity under way could not be used after all; its note says why. */
  fault(reason: string): void;
  /** What became of each identity so far, for people. */
  readonly notes: readonly string[];
  /** What the server said last that it takes (RFC 4252, 5.1); undefined before its first answer. */
  readonly accepts: readonly string[] | undefined;
}

/**
 * Offers one identity at a time: the only way to know what was offered, and servers count attempts.
 * @param faultOf why a key cannot be used, or undefined when it can
 */
export function createSignIn(
  identities: readonly Identity[],
  faultOf: (identity: Exclude<Identity, { kind: 'password' }>) => string | undefined,
): SignIn {
  const notes: string[] = [];
  const waiting = [...identities];
  let current = '';
  let hasAsked = false;
  let taken: readonly string[] | undefined;

  function attemptWith(identity: Identity, accepts: readonly string[]): Attempt | string {
    if (identity.kind !== 'password') {
      const fault = faultOf(identity);
      if (fault !== undefined) return fault;
      if (!accepts.includes('publickey')) return 'not offered, the machine takes no keys';
      if (identity.kind === 'agent') {
        return { method: 'agent', agent: identity.agent, publicKey: identity.publicKey };
      }
      return { method: 'publickey', privateKey: identity.privateKey, passphrase: identity.passphrase };
    }
    if (accepts.includes('password')) return { method: 'password', password: identity.password };
    if (accepts.includes('keyboard-interactive')) {
      return { method: 'keyboard-interactive', password: identity.password };
    }
    return 'not offered, the machine takes no passwords';
  }

  return {
    next(accepts) {
      taken = accepts ?? taken;
      // Asking with no identity tells what the server takes, and some machines on loan let everybody in.
      if (!hasAsked || accepts === undefined) {
        hasAsked = true;
        current = 'no key needed';
        return { method: 'none' };
      }
      for (let identity = waiting.shift(); identity !== undefined; identity = waiting.shift()) {
        const attempt = attemptWith(identity, accepts);
        if (typeof attempt === 'string') {
          notes.push(`${identity.label} (${attempt})`);
          continue;
        }
        notes.push(identity.label);
        current = identity.label;
        return attempt;
      }
      return undefined;
    },
    get current() {
      return current;
    },
    fault(reason) {
      const offered = notes.pop();
      if (offered !== undefined) notes.push(`${offered} (${reason})`);
    },
    notes,
    get accepts() {
      return taken;
    },
  };
}
