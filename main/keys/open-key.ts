import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';

/** A passphrase is stretched on purpose, usually for a third of a second; a key that takes so long is not opened. */
const OPEN_TIMEOUT_MS = 60_000;

/** What became of the attempt: the public key blob in base64, or why there is none. */
export const openedSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('opened'), publicKey: z.string() }),
  z.object({ outcome: z.literal('wrong') }),
  z.object({ outcome: z.literal('unreadable') }),
]);
export type Opened = z.infer<typeof openedSchema>;

/** What the worker is given. */
export interface ToOpen {
  text: string;
  passphrase: string;
}

/** Tries a passphrase on a private key, in a thread of its own since the work cannot be interrupted. */
export async function openKey(toOpen: ToOpen, workerFile: URL, clock: Clock): Promise<Opened> {
  const worker = new Worker(workerFile, { workerData: toOpen });
  let cancel = (): void => {};
  try {
    return await new Promise((resolve) => {
      cancel = clock.after(OPEN_TIMEOUT_MS, () => resolve({ outcome: 'unreadable' }));
      worker.once('message', (message: unknown) =>
        resolve(openedSchema.safeParse(message).data ?? { outcome: 'unreadable' }),
      );
      worker.once('error', () => resolve({ outcome: 'unreadable' }));
    });
  } finally {
    cancel();
    await worker.terminate();
  }
}
