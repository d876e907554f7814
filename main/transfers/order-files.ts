import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transferOrderSchema, type TransferOrder } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';
import { describe, fail, ok } from '../lib/result.ts';

/**
 * The orders of transfers, a file each beside its journal: some name thousands of files, and none of it changes once it
 * is written.
 */
export interface OrderFiles {
  journalOf(transferId: string): string;
  /** `storage-failed` */
  write(order: TransferOrder): Promise<Result<undefined>>;
  /** Undefined when it is gone or cannot be read. */
  read(transferId: string): Promise<TransferOrder | undefined>;
  /** Removes all that belongs to a transfer, its journal too. */
  remove(transferId: string): Promise<void>;
  /** Removes what belongs to no transfer any more. */
  prune(known: ReadonlySet<string>): Promise<void>;
}

const ENDING = '.order.json';

/** @param folder made when missing, for this user alone */
export function openOrderFiles(folder: string, log: (line: string) => void): OrderFiles {
  const orderOf = (transferId: string): string => join(folder, `${transferId}${ENDING}`);

  const journalOf = (transferId: string): string => join(folder, `${transferId}.jsonl`);
  /** In this run. */
  const written = new Set<string>();

  async function removeWhere(isUnwanted: (transferId: string) => boolean): Promise<void> {
    try {
      const names = await readdir(folder);
      const unwanted = names.filter((name) => isUnwanted(name.split('.')[0] ?? name));
      await Promise.all(unwanted.map((name) => rm(join(folder, name), { force: true, recursive: true })));
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isAbsent) log(`transfers: ${describe(error)}`);
    }
  }

  return {
    journalOf,
    async write(order) {
      try {
        written.add(order.id);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const path = orderOf(order.id);
        await writeFile(`${path}.part`, JSON.stringify(order), { mode: 0o600 });
        await rename(`${path}.part`, path);
        return ok();
      } catch (error) {
        const hint = `Check that ${folder} can be written and that the disk is not full.`;
        return fail('storage-failed', `The transfer could not be noted down: ${describe(error)}.`, hint);
      }
    },
    async read(transferId) {
      try {
        const order = transferOrderSchema.parse(JSON.parse(await readFile(orderOf(transferId), 'utf8')));
        if (order.id !== transferId) throw new Error('it is the order of another transfer');
        // Not what stands there: the journal is cut where it is torn, and nothing but a journal may be.
        return { ...order, journalFile: journalOf(transferId) };
      } catch (error) {
        log(`transfers: the order ${transferId} cannot be read: ${describe(error)}`);
        return undefined;
      }
    },
    remove: (transferId) => removeWhere((id) => id === transferId),
    prune: (known) => removeWhere((id) => !known.has(id) && !written.has(id)),
  };
}
