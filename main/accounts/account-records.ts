import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { serviceIds, type ServiceId } from '../contract/account.ts';
import type { Result } from '../contract/problem.ts';
import { fail, ok } from '../lib/result.ts';
import type { Storage } from '../lib/storage.ts';

/** An account as it is written down: everything but its secret, of which only the handle is here. */
const recordSchema = z.object({
  id: z.string().regex(/^[a-z]+-[a-z0-9]{8}$/),
  service: z.enum(serviceIds),
  label: z.string().trim().min(1).max(80),
  /** What the person typed; empty for services with one host for everybody. */
  host: z.string().max(300).optional(),
  caFile: z.string().max(4096).optional(),
  secretHandle: z.string().min(1).max(200),
  login: z.string().max(300).optional(),
  scope: z.string().max(2000),
  /** The token came from the browser sign-in, and the next one from there ends it. */
  isFromBrowser: z.boolean().optional(),
});

export type AccountRecord = z.infer<typeof recordSchema>;

/** The accounts on disk, in the order in which they were added. */
export interface AccountRecords {
  all(): readonly AccountRecord[];
  get(accountId: string): AccountRecord | undefined;
  /** Adds the record, or replaces the one with its id. `storage-failed` */
  put(record: AccountRecord): Promise<Result<undefined>>;
  /** Changes the record as it is when its turn comes. `not-found` when it was removed, `storage-failed` */
  update(accountId: string, change: (record: AccountRecord) => AccountRecord): Promise<Result<AccountRecord>>;
  /** `storage-failed` */
  remove(accountId: string): Promise<Result<undefined>>;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Short, for the ids of builds begin with it, and never to be mistaken for an array index. */
export function newAccountId(service: ServiceId): string {
  const letters = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `${service}-${letters.join('')}`;
}

/** What cannot be read is left where it is, beside the others, for a release that can. */
export function openAccountRecords(storage: Storage, log: (line: string) => void): AccountRecords {
  const stored = z.array(z.unknown()).safeParse(storage.get('accounts') ?? []);
  if (!stored.success) log('accounts: the list is not one; it is kept as "unreadable"');
  const unreadable = z.array(z.unknown()).safeParse(storage.get('unreadable')).data ?? [];
  if (!stored.success) unreadable.push(storage.get('accounts'));
  let records: AccountRecord[] = [];
  for (const entry of stored.data ?? []) {
    const parsed = recordSchema.safeParse(entry);
    if (parsed.success && !records.some(({ id }) => id === parsed.data.id)) records.push(parsed.data);
    else {
      unreadable.push(entry);
      log(`accounts: an account cannot be read and is kept aside: ${parsed.error?.issues[0]?.message ?? 'twice'}`);
    }
  }

  async function write(next: AccountRecord[]): Promise<Result<undefined>> {
    const saved = await storage.set({ accounts: next, ...(unreadable.length === 0 ? {} : { unreadable }) });
    if (saved.ok) records = next;
    return saved;
  }

  // One after the other: what begins from a list that is just being written would undo what is new in it.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(task: () => Promise<Result<T>>): Promise<Result<T>> {
    const turn = last.then(task);
    last = turn.catch(() => {});
    return turn;
  }

  return {
    all: () => records,
    get: (accountId) => records.find(({ id }) => id === accountId),
    put: (record) =>
      inTurn(() => {
        const isKnown = records.some(({ id }) => id === record.id);
        return write(
          isKnown ? records.map((other) => (other.id === record.id ? record : other)) : [...records, record],
        );
      }),
    update: (accountId, change) =>
      inTurn(async () => {
        const before = records.find(({ id }) => id === accountId);
        if (before === undefined) return fail('not-found', 'This account is not in the list any more.');
        const after = change(before);
        const saved = await write(records.map((other) => (other === before ? after : other)));
        return saved.ok ? ok(after) : saved;
      }),
    remove: (accountId) => inTurn(() => write(records.filter(({ id }) => id !== accountId))),
  };
}
