import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { fittingName, foldedName, nameFault, numberedName } from './file-names.ts';
import { codeOf, explainLocal } from './local-problems.ts';

/** Deepest path below a chosen folder, in folders. */
export const MAX_DEPTH = 100;

/** Where one thing of a machine goes on this computer. */
export interface Placed {
  /** Absolute; every folder above it is there, and none between it and the chosen folder is a link. */
  path: string;
  /** Its path below the chosen folder, with `/`, if that is not the one that was asked for. */
  renamedTo?: string;
}

/** A folder of this computer that somebody chose, and below which things of a machine are put. */
export interface TargetFolder {
  readonly root: string;
  /**
   * Where something goes, of which the machine says that it is `path` below the folder. Folders above it are made. Two
   * names that are one on this system get two names, in the order they are asked for. `unsafe-name`, `not-allowed`
   * (a link in the way), `already-exists` (a file in the way), `disk-full`, `storage-failed`
   */
  place(path: string): Promise<Result<Placed>>;
  /** The same for a folder, which is made unless it is there. */
  placeFolder(path: string): Promise<Result<Placed>>;
  /** Folders that were seen are looked at again from here on: somebody may have changed them. */
  forget(): void;
}

export interface TargetOptions {
  platform?: NodeJS.Platform;
  /** Whether `A` and `a` are one name; by default as the platform usually has it. */
  ignoresCase?: boolean;
}

interface Folder {
  path: string;
  shown: string;
}

/** @param root absolute; may lead through links, since the person chose it */
export function openTarget(root: string, options: TargetOptions = {}): TargetFolder {
  const platform = options.platform ?? process.platform;
  const ignoresCase = options.ignoresCase ?? (platform === 'win32' || platform === 'darwin');
  // What each folder is called here, by the name the machine has for it. Two asking at once share one answer.
  let folders = new Map<string, Promise<Result<Folder>>>();
  const taken = new Map<string, Map<string, string>>();

  /** The name of something here, the same one whenever it is asked for. */
  function nameIn(folder: string, name: string): string {
    const fitting = fittingName(name, platform);
    if (!ignoresCase) return fitting;
    const names = taken.get(folder) ?? new Map<string, string>();
    taken.set(folder, names);
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? fitting : numberedName(fitting, number);
      const owner = names.get(foldedName(candidate));
      if (owner === undefined) names.set(foldedName(candidate), name);
      if (owner === undefined || owner === name) return candidate;
    }
  }

  async function makeFolder(parent: Folder, path: string, name: string): Promise<Result<Folder>> {
    const own = nameIn(path.slice(0, -name.length), name);
    const folder = { path: join(parent.path, own), shown: parent.shown === '' ? own : `${parent.shown}/${own}` };
    try {
      await mkdir(folder.path);
      return ok(folder);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return { ok: false, problem: explainLocal(error, folder.path) };
    }
    try {
      const stats = await lstat(folder.path);
      if (stats.isDirectory()) return ok(folder);
      const at = `“${plainText(folder.path, 300)}”`;
      return stats.isSymbolicLink()
        ? fail('not-allowed', `${at} is a link, which is not followed.`, 'Move it away, or choose another folder.')
        : fail('already-exists', `A file is where the folder ${at} is needed.`, 'Move it away first.');
    } catch (error) {
      return { ok: false, problem: explainLocal(error, folder.path) };
    }
  }

  function folderAt(names: readonly string[]): Promise<Result<Folder>> {
    const path = names.join('/');
    const known = folders.get(path);
    if (known !== undefined) return known;
    const name = names.at(-1);
    const made =
      name === undefined
        ? rootFolder()
        : folderAt(names.slice(0, -1)).then((parent) => (parent.ok ? makeFolder(parent.value, path, name) : parent));
    folders.set(path, made);
    // What failed may succeed later.
    void made.then((result) => {
      if (!result.ok && folders.get(path) === made) folders.delete(path);
    });
    return made;
  }

  async function rootFolder(): Promise<Result<Folder>> {
    try {
      await mkdir(root, { recursive: true });
      return ok({ path: root, shown: '' });
    } catch (error) {
      return { ok: false, problem: explainLocal(error, root) };
    }
  }

  function check(path: string): Result<string[]> {
    const names = path.split('/');
    if (names.length > MAX_DEPTH) return fail('limit-reached', 'The folders lie too deep in one another.');
    for (const name of names) {
      const fault = nameFault(name, platform);
      if (fault !== undefined) return { ok: false, problem: fault };
    }
    return ok(names);
  }

  const placed = (path: string, { path: at, shown }: Folder): Placed =>
    shown === path ? { path: at } : { path: at, renamedTo: shown };

  return {
    root,
    async place(path) {
      const names = check(path);
      if (!names.ok) return names;
      const parents = names.value.slice(0, -1);
      const parent = await folderAt(parents);
      if (!parent.ok) return parent;
      const prefix = parents.map((name) => `${name}/`).join('');
      const own = nameIn(prefix, names.value.at(-1) ?? '');
      const shown = parent.value.shown === '' ? own : `${parent.value.shown}/${own}`;
      return ok(placed(path, { path: join(parent.value.path, own), shown }));
    },
    async placeFolder(path) {
      const names = check(path);
      if (!names.ok) return names;
      const folder = await folderAt(names.value);
      return folder.ok ? ok(placed(path, folder.value)) : folder;
    },
    forget: () => {
      folders = new Map();
    },
  };
}
