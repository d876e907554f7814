import type { Result } from '../../contract/problem.ts';
import { foldersAbove } from './sync-paths.ts';

/** What is at a path of one side. `blocked`: above it is something that is no folder, a link for example. */
export type Seen =
  | { kind: 'file'; sizeBytes: number; modifiedAt: number | undefined }
  | { kind: 'missing' | 'folder' | 'link' | 'other' | 'blocked' | 'unreadable' };

/** All files below a folder, found without git. */
export interface Walked {
  paths: Set<string>;
  isCut: boolean;
}

/** One of the two folders of a sync. */
export interface Side {
  /** What is at each path; links are not followed. Fails only when nothing more can be asked. */
  look(paths: Iterable<string>): Promise<Result<Map<string, Seen>>>;
  /** Files and links below, without what lies in a repository's own folder. */
  walk(): Promise<Result<Walked>>;
  /** SHA-256 of files; those that could not be read are left out. */
  hash(paths: readonly string[]): Promise<Result<Map<string, string>>>;
}

/** Runs a task for each item, at most `width` at once. The first failure is the result. */
export async function forEachAtOnce<T>(
  items: Iterable<T>,
  width: number,
  task: (item: T) => Promise<Result<unknown> | undefined>,
): Promise<Result<undefined>> {
  const rest = items[Symbol.iterator]();
  let failure: Extract<Result<undefined>, { ok: false }> | undefined;
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true && failure === undefined; next = rest.next()) {
      const result = await task(next.value);
      if (result?.ok === false) failure = result;
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return failure ?? { ok: true, value: undefined };
}

/** Looks at paths with `stat`, and first at every folder above them: nothing is looked for behind a link. */
export async function lookInside(
  paths: Iterable<string>,
  width: number,
  stat: (path: string) => Promise<Result<Seen>>,
): Promise<Result<Map<string, Seen>>> {
  const folders = new Map<string, Promise<Result<Seen>>>();
  const folder = (path: string): Promise<Result<Seen>> => {
    const known = folders.get(path) ?? inside(path);
    folders.set(path, known);
    return known;
  };
  async function inside(path: string): Promise<Result<Seen>> {
    const above = foldersAbove(path).at(-1);
    if (above === undefined) return stat(path);
    const seen = await folder(above);
    if (!seen.ok || seen.value.kind === 'folder') return seen.ok ? stat(path) : seen;
    return { ok: true, value: { kind: seen.value.kind === 'missing' ? 'missing' : 'blocked' } };
  }
  const found = new Map<string, Seen>();
  const done = await forEachAtOnce(paths, width, async (path) => {
    const seen = await inside(path);
    if (seen.ok) found.set(path, seen.value);
    return seen;
  });
  return done.ok ? { ok: true, value: found } : done;
}
