import { z } from 'zod';
import type { Storage } from '../lib/storage.ts';
import { transferRecordSchema, type TransferRecord } from './transfer-record.ts';

/** Under which the book stands in the storage. */
export const TRANSFER_BOOK = 'transfers';

/** Transfers as they were when one last began, ended or stood still. Never written for mere progress. */
export interface TransferBook {
  read(): TransferRecord[];
  /** Something is to be written; changes of one turn are written together. */
  note(): void;
  /** All that was noted is written. */
  whenWritten(): Promise<void>;
}

export function openTransferBook(
  storage: Storage,
  records: () => TransferRecord[],
  log: (line: string) => void,
): TransferBook {
  let writing: Promise<void> | undefined;
  let isNoted = false;

  async function write(): Promise<void> {
    while (isNoted) {
      await Promise.resolve();
      isNoted = false;
      const saved = await storage.set({ [TRANSFER_BOOK]: records() });
      if (!saved.ok) log(`transfers: ${saved.problem.message}`);
    }
    writing = undefined;
  }

  return {
    read() {
      const stored = z.array(z.unknown()).safeParse(storage.get(TRANSFER_BOOK)).data ?? [];
      return stored.flatMap((one) => transferRecordSchema.safeParse(one).data ?? []);
    },
    note() {
      isNoted = true;
      writing ??= write();
    },
    whenWritten: () => writing ?? Promise.resolve(),
  };
}
