import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../contract/problem.ts';
import { knownHostsLine, type HostKeyPin } from '../lib/copy-command/ssh-words.ts';
import { describe, fail, ok } from '../lib/result.ts';

/** Machines of builds are gone long before; milliseconds. */
const KEPT_MS = 30 * 86_400_000;

/** Host keys in files that OpenSSH reads, one each, for commands that were copied. */
export interface PinFiles {
  /** @param publicKey the blob in base64. `storage-failed` */
  write(publicKey: string): Promise<Result<HostKeyPin>>;
}

export function openPinFiles(folder: string, now: () => number): PinFiles {
  async function removeOld(): Promise<void> {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path);
      if (now() - mtimeMs > KEPT_MS) await rm(path, { force: true });
    }
  }

  return {
    async write(publicKey) {
      const alias = `jumpseat-${createHash('sha256').update(publicKey).digest('hex').slice(0, 16)}`;
      const file = join(folder, alias);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await removeOld();
        await writeFile(`${file}.part`, knownHostsLine(alias, publicKey), { mode: 0o600 });
        await rename(`${file}.part`, file);
        return ok({ alias, file });
      } catch (error) {
        const hint = `Check that ${folder} can be written and that the disk is not full.`;
        return fail('storage-failed', `The host key could not be written down: ${describe(error)}.`, hint);
      }
    },
  };
}
