import { chmod, lstat, mkdir, mkdtemp, readdir, rmdir, stat, unlink, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Stats } from 'node:fs';
import type { EntryKind } from '../../contract/files.ts';
import { fail, ok } from '../../lib/result.ts';
import { freeLocalBytes } from '../local/free-space.ts';
import { codeOf, explainLocal } from '../local/local-problems.ts';
import { openTarget } from '../local/target-folder.ts';
import type { TargetFolder } from '../local/target-folder.ts';
import type { Target } from './target.ts';

/** Whoever may do what with a folder of a machine may not do more with the one made here. */
const SAFE_BITS = 0o777;
const OWNER_BITS = 0o700;

function kindOf(stats: Stats): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

/** A folder of this computer that things are downloaded into. Nothing is written outside it, and no link followed. */
export function localTarget(root: string, folder: TargetFolder = openTarget(root)): Target {
  return {
    root,
    async prepare() {
      try {
        await mkdir(root, { recursive: true });
        return ok();
      } catch (error) {
        return { ok: false, problem: explainLocal(error, root) };
      }
    },
    async probe() {
      try {
        if (!(await stat(root)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
        await rmdir(await mkdtemp(join(root, '.jumpseat-')));
        return ok();
      } catch (error) {
        return { ok: false, problem: explainLocal(error, root) };
      }
    },
    async look(at) {
      try {
        const stats = await lstat(at);
        return ok({ kind: kindOf(stats), sizeBytes: stats.size, modifiedAt: stats.mtimeMs });
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return ok(undefined);
        return { ok: false, problem: explainLocal(error, at) };
      }
    },
    listing: async () => Promise.resolve(ok(undefined)),
    async makeFolder(_parent, path) {
      const before = await folder.place(path);
      if (!before.ok) return before;
      const isThere = await lstat(before.value.path).then(
        () => true,
        () => false,
      );
      const placed = await folder.placeFolder(path);
      if (!placed.ok) return placed;
      return ok({ at: placed.value.path, renamedTo: placed.value.renamedTo, isFresh: !isThere });
    },
    async place(_parent, path) {
      const placed = await folder.place(path);
      return placed.ok ? ok({ at: placed.value.path, renamedTo: placed.value.renamedTo }) : placed;
    },
    beside: (at, name) => join(dirname(at), name),
    async setFolder(at, { mode, modifiedAt }) {
      try {
        // A link that took its place meanwhile would be followed.
        if (!(await lstat(at)).isDirectory()) return;
        if (mode !== undefined && process.platform !== 'win32') {
          await chmod(at, (mode & SAFE_BITS & ~process.umask()) | OWNER_BITS);
        }
        if (modifiedAt !== undefined) await utimes(at, modifiedAt / 1000, modifiedAt / 1000);
      } catch {
        // Its files are there, which is what matters.
      }
    },
    makeLink: async () => Promise.resolve(fail('not-supported', 'Links are not downloaded.')),
    async removeEnding(at, ending) {
      try {
        for (const entry of await readdir(at, { withFileTypes: true })) {
          if (entry.name.endsWith(ending) && !entry.isDirectory()) await unlink(join(at, basename(entry.name)));
        }
        return true;
      } catch (error) {
        return codeOf(error) === 'ENOENT';
      }
    },
    async removeFile(at) {
      try {
        await unlink(at);
        return ok();
      } catch (error) {
        return { ok: false, problem: explainLocal(error, at) };
      }
    },
    freeBytes: () => freeLocalBytes(root),
  };
}
