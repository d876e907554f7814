import { lstat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, normalize, posix, sep } from 'node:path';
import type { Result } from '../contract/problem.ts';
import { plainText } from '../lib/plain-text.ts';
import { fail, ok } from '../lib/result.ts';
import type { MachinePlace } from '../sessions/session-machines.ts';
import type { TransferWish } from './transfer-record.ts';

/** So many things get a transfer each; more than that go together, as one. */
const MOST_SINGLE = 20;

interface Thing {
  path: string;
  /** The last part of its path. */
  name: string;
  folder: string;
  /** Known before it is looked into; its title then ends in a slash. */
  isFolder: boolean;
}

/** One transfer for each thing, or one for all of them. */
function inGroups(things: Thing[]): Thing[][] {
  return things.length <= MOST_SINGLE ? things.map((thing) => [thing]) : [things];
}

function titleOf(group: Thing[]): string {
  const [first, ...more] = group;
  return more.length > 0 || first === undefined
    ? `${group.length} items`
    : `${plainText(first.name)}${first.isFolder ? '/' : ''}`;
}

/** The folder they lie in, or what to say when they come from several. */
function folderOf(group: Thing[]): string {
  const folders = new Set(group.map(({ folder }) => folder));
  return folders.size === 1 ? plainText([...folders][0] ?? '', 1000) : 'several folders';
}

function toThings(
  paths: readonly string[],
  folders: ReadonlySet<string>,
  parts: { basename(path: string): string; dirname(path: string): string },
): Thing[] {
  return [...new Set(paths)].map((path) => ({
    path,
    name: parts.basename(path),
    folder: parts.dirname(path),
    isFolder: folders.has(path),
  }));
}

/** Elsewhere than on Windows a backslash is a character like any other. */
const SEPARATORS = sep === '\\' ? /[/\\]/ : /\//;

/** An absolute path of this computer that leads nowhere else than it says. */
function isPlainPath(path: string): boolean {
  return isAbsolute(path) && !path.includes('\0') && !path.split(SEPARATORS).includes('..');
}

/** An absolute path on a machine whose last part is a name. */
function isRemoteThing(path: string): boolean {
  const parts = path.split('/');
  return path.startsWith('/') && !parts.includes('..') && !['', '.'].includes(parts.at(-1) ?? '');
}

/** What to ask for when things of this computer are to go into a folder of a machine. `bad-request`, `not-found` */
export async function uploadWishes(
  place: MachinePlace,
  folder: string,
  paths: readonly string[],
): Promise<Result<TransferWish[]>> {
  if (!folder.startsWith('/')) return fail('bad-request', 'It is not said which folder of the machine this goes to.');
  const plain: string[] = [];
  for (const path of paths) {
    if (!isPlainPath(path)) return fail('bad-request', `${plainText(path)} is not a whole path of this computer.`);
    // A folder may come with a separator at its end, which is no part of its name.
    const tidy = normalize(path);
    plain.push(tidy.length > 1 && SEPARATORS.test(tidy.at(-1) ?? '') ? tidy.slice(0, -1) : tidy);
  }
  const folders = new Set<string>();
  for (const path of plain) {
    const stats = await lstat(path).catch(() => undefined);
    if (stats === undefined)
      return fail('not-found', `${plainText(basename(path))} is not there any more.`, 'Look at the folder again.');
    if (stats.isDirectory()) folders.add(path);
  }
  return ok(
    inGroups(toThings(plain, folders, { basename, dirname })).map((group) => ({
      place,
      direction: 'upload',
      purpose: 'transfer',
      title: titleOf(group),
      from: folderOf(group),
      to: plainText(folder, 1000),
      remoteFolder: folder,
      what: { kind: 'things', sources: group.map(({ path }) => path), targetFolder: folder },
    })),
  );
}

/**
 * What to ask for when things of a machine are to go into a folder of this computer. Paths of folders may end in a
 * slash, which is then seen in the title. `bad-request`
 */
export function downloadWishes(
  place: MachinePlace,
  paths: readonly string[],
  targetFolder: string,
  purpose: 'transfer' | 'drag-out' = 'transfer',
): Result<TransferWish[]> {
  const plain = paths.map((path) => (path.endsWith('/') ? path.slice(0, -1) : path));
  const refused = plain.find((path) => !isRemoteThing(path));
  if (refused !== undefined)
    return fail('bad-request', `${plainText(refused)} is not the whole path of a file or folder.`);
  const folders = new Set(plain.filter((path) => !paths.includes(path)));
  const things = toThings(plain, folders, posix);
  const groups = purpose === 'drag-out' ? [things] : inGroups(things);
  return ok(
    groups.map((group) => ({
      place,
      direction: 'download',
      purpose,
      title: titleOf(group),
      from: folderOf(group),
      to: targetFolder,
      remoteFolder: group[0]?.folder ?? '/',
      what: { kind: 'things', sources: group.map(({ path }) => path), targetFolder },
    })),
  );
}
