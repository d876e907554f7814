import { constants } from 'node:fs';
import { cp, lstat } from 'node:fs/promises';

/**
 * Copies a folder with its links as they are; blocks are shared where the file system can. Sockets, pipes and devices
 * are left out.
 */
export async function copyFolder(from: string, to: string, signal?: AbortSignal): Promise<void> {
  await cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
    async filter(path) {
      signal?.throwIfAborted();
      const stat = await lstat(path);
      return stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
    },
  });
}
