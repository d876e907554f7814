import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../setup/paths.mjs';
import { packageScript, runNode } from './run.mjs';

/** What the built app is made from. */
const sources = ['main', 'renderer', 'patches', 'electron.vite.config.ts', 'package-lock.json'];
const entryFile = join(root, 'out', 'main', 'index.js');
const markerFile = join(root, 'out', 'sources.sha256');

function filesIn(path) {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** A hash over the names and contents of these files and folders of the project. */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths.map((name) => join(root, name))) {
    const files = /\.[a-z]+$/.test(path) ? [path].filter(existsSync) : filesIn(path);
    for (const file of files.toSorted())
      hash.update(`${relative(root, file)}\0`).update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex');
}

/**
 * Builds the app into out/ unless it was built from these very sources.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<boolean>} false when the build failed; its output has been printed
 */
export async function buildIfChanged({ signal } = {}) {
  const wanted = fingerprint(sources);
  const built = existsSync(markerFile) && existsSync(entryFile) ? readFileSync(markerFile, 'utf8') : undefined;
  if (built === wanted) return true;
  // Not among what is measured or counted, which programs read from standard output.
  console.error('building the app');
  const { code, output } = await runNode(packageScript('electron-vite', 'electron-vite'), ['build'], {
    quiet: true,
    signal,
  });
  if (code !== 0) {
    console.error(output);
    return false;
  }
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(markerFile, wanted);
  return true;
}
