import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { secretPlaces } from '../contract/account.ts';
import type { Keychain } from '../contract/keychain.ts';
import type { Problem } from '../contract/problem.ts';
import { describe, problem } from '../lib/result.ts';
import type { Storage } from '../lib/storage.ts';
import type { Vault } from './vault.ts';

/** Where a secret is: in the system's keychain, or in memory until Jumpseat quits. Never anywhere else. */
export type SecretPlace = (typeof secretPlaces)[number];

/**
 * Secrets that outlive a run: tokens, passphrases, private keys. Handles are random, say nothing about the secret, and
 * may be written to disk; a handle of an earlier run whose secret was kept for that run only reads as undefined.
 */
export interface LastingSecrets {
  /** The keychain as it was last seen; `checking` before its first answer. */
  readonly keychain: Keychain;
  /** Keeps a secret, in the keychain when it can. `label` is for the log. Never fails. */
  put(secret: string, about: { label: string }): Promise<{ handle: string; place: SecretPlace }>;
  /** The secret, or undefined when it is gone or out of reach; {@link LastingSecrets.whyMissing} says which. */
  read(handle: string): Promise<string | undefined>;
  /** False when the keychain did not let go of it now; that is tried again whenever it is seen, also in later runs. */
  forget(handle: string): Promise<boolean>;
  /** Where a secret that was put or read in this run is. */
  placeOf(handle: string): SecretPlace | undefined;
  /** Looks whether the keychain is there, and moves the secrets of this run into it; asks the person for nothing. */
  probe(): Promise<Keychain>;
  /** Looks for the keychain again, asks the person to unlock it, and moves the secrets of this run into it. */
  recheck(): Promise<Keychain>;
  /**
   * Why a secret could not be read: `keychain-unavailable`, or `not-found` when it is gone.
   * @param what begins the sentence: "The token of acme"
   */
  whyMissing(what: string): Problem;
}

interface Options {
  vault: Vault;
  /** Where handles are noted that the keychain did not let go of, so that the next run tries again. */
  debts?: Storage | undefined;
  log(line: string): void;
  /** The keychain changed; also called with its first state. */
  onKeychain(keychain: Keychain): void;
  /** A secret of this run was moved into the keychain. */
  onMoved(handle: string, place: SecretPlace): void;
}

const DEBTS = 'toForget';
const handlesSchema = z.array(z.uuid());

/** Keeps secrets in the vault, and in memory while there is none. */
export function createLastingSecrets({ vault, debts, log, onKeychain, onMoved }: Options): LastingSecrets {
  const ofThisRun = new Map<string, { secret: string; label: string; isNew: boolean }>();
  const inKeychain = new Set<string>();
  /** Of secrets that were let go of, in this run or an earlier one, and are still in the keychain. */
  const owed = new Set(handlesSchema.safeParse(debts?.get(DEBTS)).data ?? []);
  const toForget = new Set(owed);
  let keychain: Keychain = { state: 'checking', name: 'the keychain' };

  async function look(): Promise<boolean> {
    const seen = await vault.probe().catch((error: unknown) => {
      log(`keychain: ${describe(error)}`);
      return { state: 'missing', name: keychain.name, message: 'The keychain did not answer.' } as const;
    });
    const hasChanged = JSON.stringify(seen) !== JSON.stringify(keychain);
    keychain = seen;
    if (hasChanged) {
      log(`keychain: ${seen.name} is ${seen.state}`);
      onKeychain(seen);
    }
    return seen.state === 'available';
  }

  async function store(handle: string, secret: string, label: string): Promise<boolean> {
    try {
      await vault.set(handle, secret);
    } catch (error) {
      log(`keychain: ${label} could not be kept in ${keychain.name}: ${describe(error)}`);
      toForget.add(handle);
      return false;
    }
    toForget.delete(handle);
    return true;
  }

  async function noteDebts(change: () => boolean): Promise<void> {
    if (!change() || debts === undefined) return;
    const saved = await debts.set({ [DEBTS]: owed.size === 0 ? undefined : [...owed] });
    if (!saved.ok) log(`keychain: ${saved.problem.message}`);
  }

  /** Once the keychain is there, what waited for it goes in, and what it held back goes out. */
  async function moveAll(): Promise<void> {
    for (const [handle, { secret, label, isNew }] of ofThisRun) {
      if (!(await store(handle, secret, label))) {
        if (!(await look())) return;
      } else if (ofThisRun.delete(handle)) {
        inKeychain.add(handle);
        if (!isNew) onMoved(handle, 'keychain');
      } else {
        // Somebody let go of it while the keychain worked.
        toForget.add(handle);
      }
    }
    for (const handle of toForget) {
      if (ofThisRun.has(handle)) continue;
      await vault.delete(handle).then(
        () => toForget.delete(handle),
        (error: unknown) => log(`keychain: an entry could not be removed: ${describe(error)}`),
      );
      if (!toForget.has(handle)) await noteDebts(() => owed.delete(handle));
    }
  }

  // One after the other: a second round would take what the first one moved for something that was let go of.
  let settling = Promise.resolve();
  function settle(): Promise<void> {
    settling = settling.then(moveAll);
    return settling;
  }

  return {
    get keychain() {
      return keychain;
    },
    async put(secret, { label }) {
      const handle = randomUUID();
      const held = { secret, label, isNew: true };
      ofThisRun.set(handle, held);
      if (await look()) await settle();
      held.isNew = false;
      return { handle, place: ofThisRun.has(handle) ? 'this-run' : 'keychain' };
    },
    async read(handle) {
      const held = ofThisRun.get(handle);
      if (held !== undefined) return held.secret;
      if (toForget.has(handle) || !(await look())) return undefined;
      try {
        const secret = await vault.get(handle);
        if (secret === undefined) inKeychain.delete(handle);
        else inKeychain.add(handle);
        return secret;
      } catch (error) {
        log(`keychain: an entry could not be read: ${describe(error)}`);
        await look();
        return undefined;
      }
    },
    async forget(handle) {
      const wasOnlyHere = ofThisRun.delete(handle) && !inKeychain.has(handle) && !toForget.has(handle);
      inKeychain.delete(handle);
      if (wasOnlyHere) return true;
      toForget.add(handle);
      if (await look()) await settle();
      if (!toForget.has(handle)) return true;
      await noteDebts(() => owed.size !== owed.add(handle).size);
      return false;
    },
    placeOf(handle) {
      if (ofThisRun.has(handle)) return 'this-run';
      return inKeychain.has(handle) ? 'keychain' : undefined;
    },
    async probe() {
      if ((await look()) && ofThisRun.size + toForget.size > 0) await settle();
      return keychain;
    },
    async recheck() {
      if (!(await look()) && keychain.state === 'locked') {
        await vault.unlock().catch((error: unknown) => log(`keychain: ${describe(error)}`));
        await look();
      }
      if (keychain.state === 'available') await settle();
      return keychain;
    },
    whyMissing(what) {
      if (keychain.state === 'available') {
        return problem('not-found', `${what} is not in ${keychain.name} any more.`, 'Enter it again.');
      }
      const state = keychain.state === 'locked' ? 'is locked' : 'cannot be reached';
      return problem('keychain-unavailable', `${what} cannot be read: ${keychain.name} ${state}.`, keychain.hint);
    },
  };
}
