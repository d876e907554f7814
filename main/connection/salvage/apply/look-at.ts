import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

/** What is at a path of the clone. `blocked`: above it is something that is no folder, a link for example. */
export type Found = 'file' | 'link' | 'missing' | 'folder' | 'blocked' | 'other';

/** A path below a folder, from bytes with one character each. */
export function pathIn(root: string, path: string): string | Buffer {
  if (process.platform === 'win32') return join(root, Buffer.from(path, 'latin1').toString('utf8'));
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

/** Looks at a path and at every folder above it; nothing is followed. */
export async function lookAt(root: string, path: string): Promise<Found> {
  const steps = path.split('/');
  for (let count = 1; count < steps.length; count += 1) {
    const above = await kindOf(pathIn(root, steps.slice(0, count).join('/')));
    if (above === 'missing') return 'missing';
    if (above !== 'folder') return 'blocked';
  }
  return kindOf(pathIn(root, path));
}

async function kindOf(path: string | Buffer): Promise<Found> {
  try {
    const stats = await lstat(path);
    if (stats.isSymbolicLink()) return 'link';
    if (stats.isDirectory()) return 'folder';
    return stats.isFile() ? 'file' : 'other';
  } catch {
    return 'missing';
  }
}
