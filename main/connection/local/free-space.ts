import { statfs } from 'node:fs/promises';

/** Bytes that this user may still write where a path is; undefined when the system does not tell. */
export async function freeLocalBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    const bytes = bavail * bsize;
    return Number.isFinite(bytes) && bytes >= 0 ? bytes : undefined;
  } catch {
    return undefined;
  }
}
