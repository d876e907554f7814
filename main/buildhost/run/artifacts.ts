import { copyFile, lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import picomatch from 'picomatch';
import type { StepLog } from './step-log.ts';

/** At most this much is kept of one machine's artifacts. */
const MAX_FILES = 2000;
const MAX_BYTES = 1024 * 1024 * 1024;

interface Found {
  path: string;
  bytes: number;
}

/** Folders that no pattern leads into are not walked. */
function couldMatchBelow(patterns: string[], folder: string): boolean {
  return patterns.some((pattern) => {
    const { base } = picomatch.scan(pattern);
    return (
      base === '' || base === '.' || folder === base || folder.startsWith(`${base}/`) || base.startsWith(`${folder}/`)
    );
  });
}

/** Files below `root` that match, with `/` in their paths. Links are not followed, and are not artifacts themselves. */
async function* findMatches(root: string, patterns: string[], folder = ''): AsyncGenerator<Found> {
  const isMatch = picomatch(patterns, { dot: true, nonegate: true });
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (path !== '.git' && couldMatchBelow(patterns, path)) yield* findMatches(root, patterns, path);
    } else if (entry.isFile() && isMatch(path)) {
      yield { path, bytes: (await lstat(join(root, path))).size };
    }
  }
}

function sayBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB'];
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** Copies the files that the patterns name out of the build folder, and says which in the log. */
export async function keepArtifacts(options: {
  buildFolder: string;
  patterns: readonly string[];
  target: string;
  log: StepLog;
  stop: AbortSignal;
}): Promise<void> {
  const { buildFolder, target, log, stop } = options;
  // `dist` and `dist/` mean everything in it, as people expect.
  const patterns = options.patterns
    .map((pattern) => pattern.replaceAll(sep === '\\' ? '\\' : '/', '/').replace(/^\.\//, ''))
    .flatMap((pattern) => (/[*?[{(]/.test(pattern) ? [pattern] : [pattern, `${pattern.replace(/\/$/, '')}/**`]));
  let files = 0;
  let bytes = 0;
  for await (const found of findMatches(buildFolder, patterns)) {
    stop.throwIfAborted();
    if (files >= MAX_FILES || bytes + found.bytes > MAX_BYTES) {
      log.note(`Stopped at ${found.path}: at most ${MAX_FILES} files and ${sayBytes(MAX_BYTES)} are kept.`);
      break;
    }
    const file = join(target, ...found.path.split('/'));
    await mkdir(dirname(file), { recursive: true });
    await copyFile(join(buildFolder, found.path), file);
    log.write(Buffer.from(`${found.path} (${sayBytes(found.bytes)})\n`));
    files += 1;
    bytes += found.bytes;
  }
  log.note(
    files === 0
      ? `Nothing matches ${options.patterns.join(', ')}.`
      : `Kept ${files === 1 ? '1 file' : `${files} files`}, ${sayBytes(bytes)}, in ${target}`,
  );
}
