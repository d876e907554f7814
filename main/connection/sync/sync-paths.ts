import { MAX_REMOTE_PATH_LENGTH } from '../../contract/files.ts';

/** What a file system may leave out or fold when it looks up a name: HFS+ the first, Windows the second. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const FOLDED_END = /(?::.*|[. ]+)$/su;

/** Whether a name is that of a repository's own folder, on any system. What lies in it is run by git. */
function isRepositoryFolder(name: string): boolean {
  const folded = name.replace(UNSEEN, '').replace(FOLDED_END, '').toLowerCase();
  return folded === '.git' || /^git~[0-9]+$/.test(folded);
}

/** What is wrong with a path that a machine named: it leads elsewhere, or into a repository's own folder. */
export type PathFault = 'unsafe' | 'repository';

/**
 * Judges a path within a folder, as git or a listing of a machine gives it.
 *
 * @returns undefined when it may be part of a sync
 */
export function pathFault(path: string, platform: NodeJS.Platform = process.platform): PathFault | undefined {
  if (path === '' || path.length > MAX_REMOTE_PATH_LENGTH || /\p{Cc}/u.test(path)) return 'unsafe';
  if (platform === 'win32' && /[\\:]/.test(path)) return 'unsafe';
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..')) return 'unsafe';
  return names.some(isRepositoryFolder) ? 'repository' : undefined;
}

/** The folders above a path, the outermost first. */
export function foldersAbove(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_name, index) => names.slice(0, index + 1).join('/'));
}
