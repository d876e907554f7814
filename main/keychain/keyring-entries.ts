import type { AsyncEntry } from '@napi-rs/keyring';
import type { Clock } from '../lib/clock.ts';
import { describe } from '../lib/result.ts';
import { within } from '../lib/within.ts';
import { countOfParts, joinSecret, splitSecret } from './split-secret.ts';
import { KEYCHAIN_SERVICE } from './vault.ts';

/** What is used of an entry of the library. */
export type KeyringEntry = Pick<AsyncEntry, 'setPassword' | 'getPassword' | 'deletePassword'>;
type MakeEntry = (name: string) => KeyringEntry;

interface Options {
  clock: Clock;
  /** How long one call may take; on some systems the person is asked for leave meanwhile. */
  timeoutMs: number;
  /** Longest secret one entry takes, in UTF-16 units. */
  maxLength?: number | undefined;
  load?: () => Promise<MakeEntry>;
}

/** The system's keychain through the native library: one call at a time, each with a time limit. */
export class KeyringEntries {
  readonly #options: Options;
  #last: Promise<unknown> = Promise.resolve();
  #isStuck = false;
  #makeEntry: Promise<MakeEntry> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  async set(handle: string, secret: string): Promise<void> {
    const { maxLength } = this.#options;
    const parts = maxLength === undefined ? [secret] : splitSecret(secret, maxLength);
    // The first part, which says how many there are, comes last: without it nothing is there.
    for (const [index, part] of [...parts.entries()].toReversed()) {
      await this.#run((make) => make(nameOf(handle, index)).setPassword(part));
    }
  }

  async get(handle: string): Promise<string | undefined> {
    const first = await this.#part(handle, 0);
    if (first === undefined || this.#options.maxLength === undefined) return first;
    const parts = [first];
    for (let index = 1; index < (countOfParts(first) ?? 1); index += 1) {
      const part = await this.#part(handle, index);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return joinSecret(parts);
  }

  async delete(handle: string): Promise<void> {
    const first = this.#options.maxLength === undefined ? undefined : await this.#part(handle, 0);
    const count = first === undefined ? 1 : (countOfParts(first) ?? 1);
    for (let index = count - 1; index >= 0; index -= 1) {
      await this.#run((make) => make(nameOf(handle, index)).deletePassword());
    }
  }

  async #part(handle: string, index: number): Promise<string | undefined> {
    return (await this.#run((make) => make(nameOf(handle, index)).getPassword())) ?? undefined;
  }

  /**
   * Each call occupies a thread of the few there are until the system answers. So only one is under way, and while one
   * hangs no other is begun.
   */
  async #run<T>(work: (make: MakeEntry) => Promise<T>): Promise<T> {
    const { clock, timeoutMs } = this.#options;
    const turn = this.#last.then(async () => {
      if (this.#isStuck) throw new Error('an earlier request is still not answered');
      this.#makeEntry ??= (this.#options.load ?? loadLibrary)();
      const make = await this.#makeEntry;
      const answer = work(make).then((value) => ({ value }));
      const inTime = await within(clock, timeoutMs, answer);
      if (inTime !== undefined) return inTime.value;
      this.#isStuck = true;
      const free = (): void => {
        this.#isStuck = false;
      };
      answer.then(free, free);
      throw new Error('it did not answer in time');
    });
    this.#last = turn.catch(() => {});
    return turn;
  }
}

function nameOf(handle: string, index: number): string {
  return index === 0 ? handle : `${handle}.${index}`;
}

/** Loaded when first needed: systems that it was not built for must be able to start without it. */
async function loadLibrary(): Promise<MakeEntry> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    // Left to itself it would use the kernel's keyring where there is no Secret Service, and lose everything at shutdown.
    return (name) => new AsyncEntry(KEYCHAIN_SERVICE, name, { linux: { store: 'secret-service' } });
  } catch (error) {
    throw new Error(`the library for keychains does not run on this system: ${describe(error)}`, { cause: error });
  }
}
