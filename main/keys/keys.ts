import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import type { Identity } from '../contract/connection-control.ts';
import type { Key } from '../contract/key.ts';
import type { Result } from '../contract/problem.ts';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { Clock } from '../lib/clock.ts';
import { plainText } from '../lib/plain-text.ts';
import { fail, ok } from '../lib/result.ts';
import type { Storage } from '../lib/storage.ts';
import type { FoundKey } from './found-key.ts';
import { changeKeyBook, readKeyBook, withSuccess, withoutKey } from './key-book.ts';
import type { KeptKey } from './key-book.ts';
import { createKeyList } from './key-list.ts';
import { openKey } from './open-key.ts';
import { generateEd25519 } from './openssh-key.ts';
import { privateText, toIdentity } from './private-part.ts';
import { readKeyFile, readKeyText } from './ssh-folder.ts';
import { fingerprintOf, publicLine } from './ssh-wire.ts';

/** OpenSSH servers end the connection after six attempts (sshd_config, MaxAuthTries). */
const MAX_OFFERED = 6;

/** Where somebody wants to sign in. */
export interface SignInContext {
  /** The account the machine belongs to: what signed in for it before comes first. */
  accountId?: string | undefined;
  host: string;
  /** A key file that a pasted command names; it comes before all others. `~` stands for the home folder. */
  identityFile?: string | undefined;
  /** How many keys are offered at most; 6 when left out. */
  limit?: number | undefined;
}

export interface LockedKey {
  keyId: string;
  label: string;
}

export interface Offer {
  /** To be offered one at a time, in this order. */
  identities: Identity[];
  /** Keys that would be offered too if their passphrase were known, the likely one first. */
  locked: LockedKey[];
}

/** The person's own SSH keys; their state is in the truth's `keys`. Private parts stay with main. */
export interface Keys {
  /**
   * Looks at the agent, `~/.ssh` and the keychain again. To be called at the start, and whenever the keychain changed
   * or secrets moved into it.
   */
  refresh(): Promise<Result<undefined>>;
  /** Keeps a private key file in the keychain. `bad-request`, `not-supported`, `storage-failed` */
  import(path: string): Promise<Result<{ keyId: string }>>;
  /** Makes an ed25519 pair. `storage-failed` */
  generate(label: string): Promise<Result<{ keyId: string }>>;
  /** `not-found`, `sign-in-refused` when it is wrong, `not-supported`, `keychain-unavailable`, `storage-failed` */
  setPassphrase(keyId: string, passphrase: string, keep: boolean): Promise<Result<undefined>>;
  /** `not-found`, `storage-failed` */
  use(keyId: string, how: { isUsed: boolean; first: boolean }): Promise<Result<undefined>>;
  /** One line as authorized_keys takes it. `not-found`, `passphrase-needed` */
  publicKey(keyId: string): Result<string>;
  /** Forgets an imported or generated key, or the passphrase of a file. `not-found`, `not-supported`, `storage-failed` */
  remove(keyId: string): Promise<Result<undefined>>;
  /** What to offer to a machine. Looks at the agent and `~/.ssh` first. */
  identities(context: SignInContext): Promise<Offer>;
  /** The file of the key that is offered under this label; undefined when only Jumpseat or an agent has it. */
  fileOf(label: string): string | undefined;
  /** The machine took the identity with this label; it comes first the next time. */
  noteSuccess(context: SignInContext, label: string): void;
}

interface Options {
  clock: Clock;
  secrets: LastingSecrets;
  storage: Storage;
  /** Built from main/keys/open-key-worker.ts. */
  workerFile: URL;
  /** A key of the truth changed; null when it is gone. */
  onKey(keyId: string, key: Key | null): void;
  log(line: string): void;
  environment?: Record<string, string | undefined>;
  platform?: NodeJS.Platform;
  /** Where `.ssh` is looked for. */
  home?: string;
}

/** Keeps the list of the person's keys, and says what to offer to a machine. */
export function createKeys(options: Options): Keys {
  const { clock, secrets, storage, workerFile, log } = options;
  const home = options.home ?? homedir();
  const passphrasesOfThisRun = new Map<string, string>();
  const list = createKeyList({
    ...options,
    home,
    environment: options.environment ?? process.env,
    platform: options.platform ?? process.platform,
    passphrases: () => ({ ofThisRun: passphrasesOfThisRun, kept: readKeyBook(storage).passphrases, secrets }),
  });

  async function keep(kept: Omit<KeptKey, 'handle'>, privateKey: string): Promise<Result<{ keyId: string }>> {
    const before = readKeyBook(storage).kept.find(({ id }) => id === kept.id);
    const { handle } = await secrets.put(privateKey, { label: `private key ${kept.label}` });
    const saved = await changeKeyBook(storage, (book) => ({
      ...book,
      kept: [...book.kept.filter(({ id }) => id !== kept.id), { ...kept, handle }],
    }));
    if (!saved.ok) {
      await secrets.forget(handle);
      return saved;
    }
    if (before !== undefined) await secrets.forget(before.handle);
    await list.refresh();
    return ok({ keyId: kept.id });
  }

  async function forgetPassphrase(keyId: string): Promise<void> {
    passphrasesOfThisRun.delete(keyId);
    const handle = readKeyBook(storage).passphrases[keyId];
    if (handle !== undefined) await secrets.forget(handle);
  }

  /** The found keys in the order in which this machine should see them. */
  async function candidates({ accountId, host, identityFile }: SignInContext): Promise<FoundKey[]> {
    const named = identityFile === undefined ? undefined : await list.include(resolvePath(identityFile, home));
    const { successes } = readKeyBook(storage);
    const proven = placesOf({ accountId, host }).map((place) => successes[place]);
    const preferred = [named, ...proven].filter((id) => id !== undefined);
    const usable = list.keys().filter((key) => key.fault === undefined && (list.isUsed(key.id) || key.id === named));
    const front = preferred.flatMap((id) => usable.find((key) => key.id === id) ?? []);
    return [...new Set([...front, ...usable])];
  }

  return {
    async refresh() {
      await list.refresh();
      return ok();
    },
    async import(path) {
      const text = await readKeyText(path);
      const file = text === undefined ? undefined : await readKeyFile(path);
      if (text === undefined || file === undefined) return fail('bad-request', ...notAKey(path, text));
      if (file.fault !== undefined) return fail('not-supported', `This key cannot be used. ${file.fault}`);
      const label = plainText(basename(path), 80);
      const id = file.publicBlob === undefined ? `imported:${randomUUID()}` : fingerprintOf(file.publicBlob);
      const publicKey = file.publicBlob && publicLine(file.publicBlob, plainText(file.comment, 80));
      const kept = { id, kind: 'imported' as const, label, isEncrypted: file.isEncrypted };
      return keep(publicKey === undefined ? kept : { ...kept, publicKey }, text);
    },
    async generate(label) {
      const name = plainText(label, 80);
      const { privateKey, publicBlob } = generateEd25519(name);
      const id = fingerprintOf(publicBlob);
      return keep(
        { id, kind: 'generated', label: name, isEncrypted: false, publicKey: publicLine(publicBlob, name) },
        privateKey,
      );
    },
    async setPassphrase(keyId, passphrase, shallKeep) {
      const key = list.find(keyId);
      if (key === undefined) return notFound();
      if (!key.isEncrypted) return fail('bad-request', `${key.label} has no passphrase.`);
      const text = await privateText(key, secrets);
      if (text === undefined) return { ok: false, problem: list.whyUnreadable(key) };
      const opened = await openKey({ text, passphrase }, workerFile, clock);
      if (opened.outcome === 'wrong') {
        return fail('sign-in-refused', `This passphrase does not open ${key.label}.`, 'Check it and type it again.');
      }
      if (opened.outcome === 'unreadable') {
        return fail(
          'not-supported',
          `${key.label} cannot be read.`,
          'Write it anew with ssh-keygen -p, or use another key.',
        );
      }
      const publicKey = publicLine(Buffer.from(opened.publicKey, 'base64'), key.comment);
      await forgetPassphrase(keyId);
      const handle = shallKeep
        ? (await secrets.put(passphrase, { label: `passphrase of ${key.label}` })).handle
        : undefined;
      if (handle === undefined) passphrasesOfThisRun.set(keyId, passphrase);
      const saved = await changeKeyBook(storage, (book) => {
        const { [keyId]: _former, ...others } = book.passphrases;
        return {
          ...book,
          passphrases: handle === undefined ? others : { ...others, [keyId]: handle },
          learned: key.publicBlob === undefined ? { ...book.learned, [keyId]: publicKey } : book.learned,
          kept: book.kept.map((kept) => (kept.id === keyId ? { publicKey, ...kept } : kept)),
        };
      });
      if (!saved.ok) {
        // It was right, so that it is at least good for this run.
        if (handle !== undefined) await secrets.forget(handle);
        passphrasesOfThisRun.set(keyId, passphrase);
      }
      await list.refresh();
      return saved;
    },
    async use(keyId, { isUsed, first }) {
      if (list.find(keyId) === undefined) return notFound();
      const without = (ids: readonly string[]) => ids.filter((id) => id !== keyId);
      const saved = await changeKeyBook(storage, (book) => ({
        ...book,
        unused: isUsed ? without(book.unused) : [...without(book.unused), keyId],
        first: first ? [keyId, ...without(book.first)] : without(book.first),
      }));
      list.publish();
      return saved;
    },
    publicKey(keyId) {
      const key = list.find(keyId);
      if (key === undefined) return notFound();
      if (key.publicBlob !== undefined) return ok(publicLine(key.publicBlob, key.comment));
      return fail(
        'passphrase-needed',
        `${key.label} shows its public part only with its passphrase.`,
        'Enter the passphrase first.',
      );
    },
    async remove(keyId) {
      const key = list.find(keyId);
      if (key === undefined) return notFound();
      const hasPassphrase = passphrasesOfThisRun.has(keyId) || readKeyBook(storage).passphrases[keyId] !== undefined;
      if (key.handle === undefined && !hasPassphrase) {
        const where = key.kind === 'agent' ? 'is in the SSH agent' : 'is a file of yours';
        return fail('not-supported', `${key.label} ${where}; Jumpseat keeps nothing of it.`, 'Switch it off instead.');
      }
      await forgetPassphrase(keyId);
      if (key.handle !== undefined) await secrets.forget(key.handle);
      const saved = await changeKeyBook(storage, (book) =>
        key.handle === undefined
          ? { ...book, passphrases: withoutKey(book, keyId).passphrases }
          : withoutKey(book, keyId),
      );
      await list.refresh();
      return saved;
    },
    async identities(context) {
      await list.look();
      const offer: Offer = { identities: [], locked: [] };
      const passphrases = { ofThisRun: passphrasesOfThisRun, kept: readKeyBook(storage).passphrases, secrets };
      for (const key of await candidates(context)) {
        const isFull = offer.identities.length >= (context.limit ?? MAX_OFFERED);
        // Of those that are too many, the locked ones are still worth a word.
        if (isFull && !key.isEncrypted) continue;
        const identity = await toIdentity(key, list.labelOf(key), passphrases);
        if (identity === 'locked') offer.locked.push({ keyId: key.id, label: key.label });
        else if (identity === 'unreadable') log(`keys: ${key.label} could not be read and is not offered`);
        else if (!isFull) offer.identities.push(identity);
      }
      return offer;
    },
    fileOf: (label) => list.keys().find((found) => list.labelOf(found) === label)?.path,
    noteSuccess(context, label) {
      const key = list.keys().find((found) => list.labelOf(found) === label);
      if (key === undefined) return;
      void changeKeyBook(storage, (book) => withSuccess(book, placesOf(context), key.id)).then((saved) => {
        if (!saved.ok) log(`keys: ${saved.problem.message}`);
      });
    },
  };
}

/** Under which names a sign-in is remembered, the closest first. */
function placesOf({ accountId, host }: SignInContext): string[] {
  return [`host:${host}`, ...(accountId === undefined ? [] : [`account:${accountId}`])];
}

function resolvePath(path: string, home: string): string {
  if (path.startsWith('~/') || path.startsWith('~\\')) return join(home, path.slice(2));
  return isAbsolute(path) ? path : join(home, path);
}

function notAKey(path: string, text: string | undefined): [message: string, hint: string] {
  const name = plainText(basename(path), 80);
  if (text === undefined) return [`${name} cannot be read, or is too large for a key.`, 'Choose a private key file.'];
  if (/^(ssh|ecdsa|sk)-\S+ AAAA/.test(text)) {
    return [`${name} is the public part of a key.`, 'Choose the file beside it, usually without “.pub”.'];
  }
  return [`${name} is not a private key.`, 'Choose a file that ssh-keygen made, for example id_ed25519.'];
}

function notFound(): Result<never> {
  return fail('not-found', 'This key is not in the list any more.', 'Look at the list again.');
}
