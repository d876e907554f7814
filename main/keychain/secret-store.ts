import { randomUUID } from 'node:crypto';
import type { Identity } from '../contract/connection-control.ts';

/** Secrets of this run. Everything else in the app carries handles; only main can turn one back into its secret. */
export interface SecretStore {
  keep(secret: Identity): string;
  read(handle: string): Identity | undefined;
  forget(handle: string): void;
}

/** The same, and all that it holds, for whoever has to keep it out of sight. */
export interface RunSecrets extends SecretStore {
  passwords(): string[];
}

/** Held in memory only: the keys of build host sessions die with the session and are never written down. */
export function createRunSecrets(): RunSecrets {
  const secrets = new Map<string, Identity>();
  return {
    keep(secret) {
      const handle = randomUUID();
      secrets.set(handle, secret);
      return handle;
    },
    read: (handle) => secrets.get(handle),
    forget: (handle) => void secrets.delete(handle),
    passwords: () => [...secrets.values()].flatMap((secret) => (secret.kind === 'password' ? [secret.password] : [])),
  };
}
