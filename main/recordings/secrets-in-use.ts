import { createHash, randomBytes } from 'node:crypto';
import type { Identity } from '../contract/connection-control.ts';
import type { SecretMark } from '../contract/connection-work.ts';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import { marksOf } from '../lib/secrets/secret-marks.ts';
import type { Keys } from '../sessions/session-keys.ts';

type Listener = (marks: SecretMark[]) => void;

/** What of an identity is secret. */
function secretsOf(identity: Identity): string[] {
  if (identity.kind === 'password') return [identity.password];
  if (identity.kind === 'agent') return [];
  return [identity.privateKey, ...(identity.passphrase === undefined ? [] : [identity.passphrase])];
}

/** The secrets that are in use now, so that recordings can be kept free of them. Holds marks only. */
export class SecretsInUse {
  readonly #salt = randomBytes(16).toString('hex');
  readonly #held = new Map<string, { digest: string; marks: SecretMark[] }>();
  readonly #listeners = new Set<Listener>();

  /** Every mark once. */
  all(): SecretMark[] {
    const marks = new Map<string, SecretMark>();
    for (const held of this.#held.values()) for (const mark of held.marks) marks.set(mark.sha256, mark);
    return [...marks.values()];
  }

  /** Tells of marks that were not there before. The returned function takes the listener back. */
  onMore(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @param owner whose secrets they are: they take the place of those it had */
  note(owner: string, secrets: readonly string[]): void {
    const digest = createHash('sha256').update(this.#salt).update(JSON.stringify(secrets)).digest('hex');
    if (this.#held.get(owner)?.digest === digest) return;
    const marks = secrets.flatMap((secret) => marksOf(secret, this.#salt));
    this.#held.set(owner, { digest, marks });
    if (marks.length > 0) for (const listener of this.#listeners) listener(marks);
  }

  forget(owner: string): void {
    this.#held.delete(owner);
  }

  /** The same keys, noted when they are offered to a machine. */
  watchKeys(keys: Keys): Keys {
    return {
      identities: async (context) => {
        const own = await keys.identities(context);
        for (const identity of own.identities) this.note(`offered ${identity.label}`, secretsOf(identity));
        return own;
      },
      noteSuccess: (context, label) => keys.noteSuccess(context, label),
    };
  }

  /** The same store, whose secrets are noted as long as it holds them. */
  watchRun(store: SecretStore): SecretStore {
    return {
      keep: (secret) => {
        const handle = store.keep(secret);
        this.note(handle, secretsOf(secret));
        return handle;
      },
      read: (handle) => store.read(handle),
      forget: (handle) => {
        this.forget(handle);
        store.forget(handle);
      },
    };
  }

  /** The same secrets, noted when they are put or read. */
  watchLasting(secrets: LastingSecrets): LastingSecrets {
    return {
      get keychain() {
        return secrets.keychain;
      },
      put: async (secret, about) => {
        const kept = await secrets.put(secret, about);
        this.note(kept.handle, [secret]);
        return kept;
      },
      read: async (handle) => {
        const secret = await secrets.read(handle);
        if (secret !== undefined) this.note(handle, [secret]);
        return secret;
      },
      forget: (handle) => {
        this.forget(handle);
        return secrets.forget(handle);
      },
      placeOf: (handle) => secrets.placeOf(handle),
      probe: () => secrets.probe(),
      recheck: () => secrets.recheck(),
      whyMissing: (what) => secrets.whyMissing(what),
    };
  }
}
