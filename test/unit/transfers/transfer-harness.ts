import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { TransferOrder } from '../../../main/contract/connection-control.ts';
import type { HostKey } from '../../../main/contract/session.ts';
import type { TransferProgress } from '../../../main/contract/transfer.ts';
import { ok } from '../../../main/lib/result.ts';
import type { ProviderSession } from '../../../main/providers/provider.ts';
import { TransferDesk } from '../../../main/transfers/transfer-desk.ts';
import type { TransferWish } from '../../../main/transfers/transfer-record.ts';
import { Transfers } from '../../../main/transfers/transfers.ts';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';
import { ready, recordingConnection, setUp, turn } from '../sessions/session-harness.ts';

export const hostKey: HostKey = {
  algorithm: 'ssh-ed25519',
  sha256: `SHA256:${'a'.repeat(43)}`,
  publicKey: 'AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  source: 'first-contact',
};

export const otherKey: HostKey = { ...hostKey, sha256: `SHA256:${'b'.repeat(43)}` };

/** Nothing of it is done. */
export const counts: TransferProgress = {
  state: 'running',
  isCounting: false,
  bytesDone: 0,
  bytesTotal: 100,
  filesDone: 0,
  filesTotal: 1,
  skippedCount: 0,
  failedCount: 0,
  renamedCount: 0,
};

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'transfers-'));
  opened.push(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

type Connection = ReturnType<typeof recordingConnection>;

/** What main remembers from one run to the next. */
export interface Kept {
  storage: MemoryStorage;
  folder: string;
}

/** Sessions and transfers of one run of the app, with connection processes that a test speaks for. */
export function run(kept: Kept = { storage: new MemoryStorage(), folder: temporaryFolder() }) {
  const sessions = setUp();
  const desks: Connection[] = [];
  const desk = new TransferDesk(sessions.clock, () => {
    const recording = recordingConnection();
    recording.answers.set('transferNotes', () => ok({ notes: [], total: 0 }));
    desks.push(recording);
    return recording.connection;
  });
  const transfers = new Transfers({
    truth: sessions.truth,
    machines: sessions.sessions.machines,
    storage: kept.storage,
    folder: kept.folder,
    desk,
    clock: sessions.clock,
    log: () => {},
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await transfers[Symbol.asyncDispose]();
    await desk[Symbol.asyncDispose]();
  };
  opened.push(close);

  /** A session with one machine, connected. @returns its connection process */
  async function connect(session: ProviderSession = ready, key: HostKey = hostKey): Promise<Connection> {
    sessions.sessions.take(session);
    await turn();
    const connection = sessions.launched.at(-1);
    if (connection === undefined) throw new Error('no connection process was started');
    connection.say('link', { machine: 0, state: 'connected', hostKey: key, signedInWith: 'own key' });
    await turn();
    return connection;
  }

  return {
    ...sessions,
    kept,
    transfers,
    desks,
    connect,
    close,
    row: (id: string) => sessions.truth.get('transfers', id),
  };
}

export const wish: TransferWish = {
  place: { sessionId: 's1', machine: 0 },
  direction: 'upload',
  purpose: 'transfer',
  title: 'report.txt',
  from: '/home/anna',
  to: '/srv',
  remoteFolder: '/srv',
  what: { kind: 'things', sources: ['/home/anna/report.txt'], targetFolder: '/srv' },
};

/** Starts a transfer and waits until the process has its order. */
export async function begin(
  { transfers }: ReturnType<typeof run>,
  connection: Connection,
  change: Partial<TransferWish> = {},
): Promise<string> {
  const started = await transfers.start({ ...wish, ...change });
  if (!started.ok) throw new Error(started.problem.message);
  const { transferId } = started.value;
  await expect.poll(() => ordersOf(connection).some(({ id }) => id === transferId)).toBe(true);
  return transferId;
}

export function ordersOf({ calls }: Connection): TransferOrder[] {
  return calls.filter(({ name }) => name === 'startTransfer').map(({ input }) => input as TransferOrder);
}

/** Calls about transfers other than orders, in words. */
export function askedOf({ calls }: Connection): string[] {
  return calls.flatMap(({ name, input }) => {
    if (name === 'controlTransfer') return [(input as { action: string }).action];
    return name === 'forgetTransfer' || name === 'transferNotes' ? [name] : [];
  });
}

/** The process says how a transfer is. */
export function tell(connection: Connection, transferId: string, change: Partial<TransferProgress>): void {
  connection.say('transfers', { changes: [{ transferId, progress: { ...counts, ...change } }] });
}
