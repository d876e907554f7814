import { createHash, randomFillSync } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeFileSync } from 'node:fs';

const CHUNK_BYTES = 4 * 1024 * 1024;
const KIB = 1024;
/** Files of a tree lie in folders of this many. */
const FILES_PER_FOLDER = 100;

/** Something to transfer: one file, or a folder with all in it. */
export interface Data {
  name: string;
  /** Absolute. */
  path: string;
  isFolder: boolean;
  bytes: number;
  fileCount: number;
  /** SHA-256 of each file, by its path within (for one file, its name). */
  sums: ReadonlyMap<string, string>;
}

async function sumOf(file: string): Promise<string> {
  const sum = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: CHUNK_BYTES }), sum);
  return sum.digest('hex');
}

/** SHA-256 of each file in a folder, by path. */
async function sumsOf(folder: string): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory()) sums.set(relative(folder, path), await sumOf(path));
  }
  return sums;
}

/** A file of random bytes, which nothing can compress. */
export async function makeFile(folder: string, name: string, bytes: number): Promise<Data> {
  const path = join(folder, name);
  const descriptor = openSync(path, 'w');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let left = bytes; left > 0; left -= CHUNK_BYTES) {
    randomFillSync(chunk);
    writeSync(descriptor, chunk, 0, Math.min(left, CHUNK_BYTES));
  }
  closeSync(descriptor);
  return { name, path, isFolder: false, bytes, fileCount: 1, sums: new Map([[name, await sumOf(path)]]) };
}

/**
 * A folder with files of 1 to 64 KiB, small ones more often (evenly spread in their logarithm: 15 KiB on average), a
 * hundred in each folder. The same sizes every time.
 */
export async function makeTree(folder: string, name: string, fileCount: number): Promise<Data> {
  const path = join(folder, name);
  let bytes = 0;
  // Half of the golden ratio's steps fill the range evenly, without a random generator.
  const sizeOf = (index: number): number => Math.round(KIB * 64 ** ((index * 0.618_033_988_75) % 1));
  for (let index = 0; index < fileCount; index += 1) {
    const file = join(path, `folder-${Math.floor(index / FILES_PER_FOLDER)}`, `file-${index}.bin`);
    if (index % FILES_PER_FOLDER === 0) mkdirSync(dirname(file), { recursive: true });
    const content = randomFillSync(Buffer.alloc(sizeOf(index)));
    writeFileSync(file, content);
    bytes += content.length;
  }
  return { name, path, isFolder: true, bytes, fileCount, sums: await sumsOf(path) };
}

/** Throws unless the folder holds exactly the data, under its name: figures of anything else do not count. */
export async function verify(data: Data, folder: string, who: string): Promise<void> {
  const found = await sumsOf(data.isFolder ? join(folder, data.name) : folder);
  for (const [path, sum] of data.sums) {
    if (found.get(path) !== sum) throw new Error(`${who}: ${path} of ${data.name} did not arrive as it was.`);
  }
  if (found.size !== data.sums.size) throw new Error(`${who}: there is more in ${data.name} than there was.`);
}

/** An empty folder, whatever was there. */
export function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
