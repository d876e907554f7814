import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

/** A file of so many bytes that no two of its parts are alike. @returns its path */
export function makeTransferFile(path: string, byteCount: number): string {
  const file = openSync(path, 'wx', 0o644);
  const chunk = randomBytes(1024 * 1024);
  for (let at = 0; at < byteCount; at += chunk.length) {
    chunk.writeUInt32BE(at / chunk.length, 0);
    writeSync(file, chunk, 0, Math.min(chunk.length, byteCount - at));
  }
  closeSync(file);
  return path;
}
