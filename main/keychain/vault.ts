import type { Keychain } from '../contract/keychain.ts';

/**
 * The keychain of one kind of system. No call takes for ever: each gives up by itself and rejects with a sentence.
 */
export interface Vault {
  /** Whether secrets can be kept now. Never asks the person for anything. */
  probe(): Promise<Keychain>;
  /** Asks the person to unlock it, where the system can; resolves when they have answered or time is up. */
  unlock(): Promise<void>;
  /** Resolves when the secret was written and read back. */
  set(handle: string, secret: string): Promise<void>;
  get(handle: string): Promise<string | undefined>;
  /** No error when there is none. */
  delete(handle: string): Promise<void>;
}

/** Under which all entries of the app stand in the keychain. */
export const KEYCHAIN_SERVICE = 'Jumpseat';
