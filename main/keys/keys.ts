import type { Identity } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';

/** Where somebody wants to sign in. */
export interface SignInContext {
  /** The account the machine belongs to: what signed in for it before comes first. */
  accountId?: string | undefined;
  host: string;
  /** A key file that a pasted command names; it comes before all others. */
  identityFile?: string | undefined;
  /** How many keys are offered at most; 6 when left out, since OpenSSH servers end the connection after 6 attempts. */
  limit?: number | undefined;
}

export interface LockedKey {
  keyId: string;
  label: string;
}

export interface Offer {
  /** To be offered one at a time, in this order. */
  identities: Identity[];
  /** Keys that would have been offered too, had their passphrase been known. */
  locked: LockedKey[];
}

/** The person's own SSH keys; their state is in the truth's `keys`. Private parts stay with main. */
export interface Keys {
  /** Looks at the agent, `~/.ssh` and the keychain again. To be called once at the start, too. */
  refresh(): Promise<Result<undefined>>;
  /** Keeps a private key file in the keychain. `bad-request`, `not-supported` */
  import(path: string): Promise<Result<{ keyId: string }>>;
  /** Makes an ed25519 pair. */
  generate(label: string): Promise<Result<{ keyId: string }>>;
  /** `not-found`, `sign-in-refused` when it is wrong, `not-supported` */
  setPassphrase(keyId: string, passphrase: string, keep: boolean): Promise<Result<undefined>>;
  use(keyId: string, how: { isUsed: boolean; first: boolean }): Result<undefined>;
  /** One line as authorized_keys takes it. `not-found` */
  publicKey(keyId: string): Result<string>;
  /** Forgets an imported or generated key, or the passphrase of a file. `not-found`, `not-supported` */
  remove(keyId: string): Promise<Result<undefined>>;
  /** What to offer to a machine. */
  identities(context: SignInContext): Promise<Offer>;
  /** The machine took the identity with this label; it comes first the next time. */
  noteSuccess(context: SignInContext, label: string): void;
}
