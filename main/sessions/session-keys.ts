import type { Identity } from '../contract/connection-control.ts';

/** What a key is wanted for; the likely one comes first. */
export interface KeyContext {
  accountId: string;
  host: string;
  /** A key file that comes before all others. */
  identityFile?: string | undefined;
  /** How many keys are offered at most. */
  limit?: number | undefined;
}

/** The person's own keys, as they are offered to one machine. */
export interface OwnKeys {
  /** In the order in which they are to be offered. */
  identities: Identity[];
  /** Keys that cannot be offered before the person gives their passphrase. */
  locked: { keyId: string; label: string }[];
}

/** The person's own keys, as sessions need them. */
export interface Keys {
  identities(context: KeyContext): Promise<OwnKeys>;
  /** This key was taken: it is the likely one next time. */
  noteSuccess(context: KeyContext, label: string): void;
}
