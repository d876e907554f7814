import type Store from 'electron-store';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Result } from '../contract/problem.ts';
import { describe, fail, ok } from '../lib/result.ts';
import type { Storage } from '../lib/storage.ts';

type Values = Record<string, unknown>;

function readValues(file: string, log: (line: string) => void): Values {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent) log(`${file} cannot be read: ${describe(error)}`);
    return {};
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    const aside = file.replace(/\.json$/, '.unreadable.json');
    log(`${file} is damaged; it is kept as ${aside}`);
    try {
      renameSync(file, aside);
    } catch (error) {
      log(`it could not be kept: ${describe(error)}`);
    }
    return {};
  }
}

/**
 * A file of electron-store. It is read at once but the library, which takes longer to load than the window to open, only
 * when something is written; `whenIdle` loads it ahead of that.
 *
 * @param what for people: "The settings"
 */
export function openStorage(
  { folder, name, what }: { folder: string; name: string; what: string },
  log: (line: string) => void,
): Storage & { whenIdle(): Promise<void> } {
  const values = readValues(join(folder, `${name}.json`), log);
  let store: Store<Values> | undefined;

  async function load(): Promise<Store<Values>> {
    const { default: ElectronStore } = await import('electron-store');
    return (store ??= new ElectronStore<Values>({ cwd: folder, name, clearInvalidConfig: true }));
  }

  function write(to: Store<Values>, changes: Values): Result<undefined> {
    const next = Object.fromEntries(
      Object.entries({ ...values, ...changes }).filter(([, value]) => value !== undefined),
    );
    to.store = next;
    for (const key of Object.keys(values)) if (!Object.hasOwn(next, key)) delete values[key];
    Object.assign(values, next);
    return ok();
  }

  return {
    get: (key) => (Object.hasOwn(values, key) ? values[key] : undefined),
    // Once the library is there this writes before it returns: bounds are saved while the window closes.
    async set(changes) {
      try {
        return write(store ?? (await load()), changes);
      } catch (error) {
        const hint = `Check that ${folder} can be written and that the disk is not full.`;
        return fail('storage-failed', `${what} could not be saved: ${describe(error)}.`, hint);
      }
    },
    whenIdle: () =>
      load().then(
        () => {},
        (error: unknown) => log(`${what}: ${describe(error)}`),
      ),
  };
}
