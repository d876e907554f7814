import type { Frame, Page } from '@playwright/test';
import { existsSync, readFileSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/** Files below a folder in which one of the texts stands, in UTF-8 or UTF-16. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  const needles = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
  return filesBelow(folder).filter((file) => {
    try {
      const content = readFileSync(file);
      return needles.some((needle) => content.includes(needle));
    } catch {
      // A file of the running app that was gone before it could be read holds nothing.
      return false;
    }
  });
}

/** Files below a folder in which an app is at work: what goes while we look is not there. */
function filesBelow(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

/** The command line and the environment of a process (Linux); nothing of one that has ended, or is somebody else's. */
export function saidToStart(pid: number | string): string {
  const read = (file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  return read('cmdline') + read('environ');
}

/** Command lines and environments of processes in which one of the texts stands (Linux; elsewhere there are none). */
export function commandsWith(texts: readonly string[]): string[] {
  if (!existsSync('/proc')) return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.map(saidToStart).filter((said) => texts.some((text) => said.includes(text)));
}

/**
 * Everything JavaScript in the window holds, its preload included, after a garbage collection.
 * @param frame one that has a process of its own, in the place of the window
 */
export async function heapOf(page: Page, frame?: Frame): Promise<string> {
  const session = await page.context().newCDPSession(frame ?? page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}
