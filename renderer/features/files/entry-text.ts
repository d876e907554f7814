import type { FileEntry } from '../../../main/contract/files.ts';
import { countOf } from '../../ui/size/size-text.ts';
import { shownText } from '../../ui/text/shown-text.ts';

/** Longest name most file systems have, in bytes (POSIX NAME_MAX on Linux). */
const MAX_NAME_BYTES = 255;

export function shownName({ name, shownName: written }: Pick<FileEntry, 'name' | 'shownName'>): string {
  return written ?? shownText(name);
}

/** A folder, or a link that leads to one: what can be opened to look into. */
export function isFolder({ kind, link }: Pick<FileEntry, 'kind' | 'link'>): boolean {
  return kind === 'folder' || link?.kind === 'folder';
}

/** A file, or a link that leads to one: what has bytes to look at. */
export function isFile({ kind, link }: Pick<FileEntry, 'kind' | 'link'>): boolean {
  return kind === 'file' || link?.kind === 'file';
}

export function isHidden({ name }: Pick<FileEntry, 'name'>): boolean {
  return name.startsWith('.');
}

/** "6 folders, 2 files": what there is of each, with a link as what it leads to. */
export function countsText(entries: readonly Pick<FileEntry, 'kind' | 'link'>[]): string {
  let folders = 0;
  for (const entry of entries) if (isFolder(entry)) folders += 1;
  const files = entries.length - folders;
  return [
    ...(folders > 0 ? [countOf(folders, 'folder', 'folders')] : []),
    ...(files > 0 || folders === 0 ? [countOf(files, 'file', 'files')] : []),
  ].join(', ');
}

/** What it is, in words. */
export function kindText({ kind, link }: Pick<FileEntry, 'kind' | 'link'>): string {
  switch (kind) {
    case 'file':
      return 'File';
    case 'folder':
      return 'Folder';
    case 'link':
      return link?.kind === 'missing' ? 'Broken link' : link?.kind === 'folder' ? 'Link to a folder' : 'Link';
    case 'other':
      return 'Device or socket';
  }
}

const kindLetters = { file: '-', folder: 'd', link: 'l', other: '?' } as const;

/** Permissions as `ls -l` writes them: "drwxr-xr-x" (POSIX, ls, "Long format"). */
export function modeText({ kind, mode }: Pick<FileEntry, 'kind' | 'mode'>): string {
  if (mode === undefined) return '';
  const special = [
    [0o4000, 's', 'S'],
    [0o2000, 's', 'S'],
    [0o1000, 't', 'T'],
  ] as const;
  const groups = special.map(([bit, withX, withoutX], index) => {
    const bits = (mode >> (6 - index * 3)) & 7;
    const mayRun = (bits & 1) !== 0;
    const last = (mode & bit) === 0 ? (mayRun ? 'x' : '-') : mayRun ? withX : withoutX;
    return `${(bits & 4) === 0 ? '-' : 'r'}${(bits & 2) === 0 ? '-' : 'w'}${last}`;
  });
  return `${kindLetters[kind]}${groups.join('')}`;
}

/** Four digits: "0755". */
export function octalText(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const wholeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** "12:41" today, "3 Nov 12:41" this year, "3 Nov 2024" before. */
export function modifiedText(at: number | undefined, now: Date): string {
  if (at === undefined) return '';
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  if (date.toDateString() === now.toDateString()) return timeFormat.format(date);
  if (date.getFullYear() !== now.getFullYear()) return `${dayFormat.format(date)} ${date.getFullYear()}`;
  return `${dayFormat.format(date)} ${timeFormat.format(date)}`;
}

export function wholeTimeText(at: number | undefined): string {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? '' : wholeFormat.format(date);
}

/** Why a name cannot be given, or undefined when it can. The machine may still refuse it. */
export function nameMistake(name: string, os: 'posix' | 'windows'): string | undefined {
  if (name === '') return 'Type a name.';
  if (name === '.' || name === '..') return `“${name}” stands for a folder itself; choose another name.`;
  if (name.includes('/')) return 'A name cannot have a / in it.';
  if (name.search(/[\u0000-\u001f\u007f]/) !== -1) return 'A name cannot have line ends or control characters in it.';
  if (os === 'windows' && /[<>:"\\|?*]/.test(name))
    return String.raw`On Windows a name cannot have < > : " \ | ? or * in it.`;
  if (os === 'windows' && /[ .]$/.test(name)) return 'On Windows a name cannot end in a dot or a space.';
  if (new TextEncoder().encode(name).length > MAX_NAME_BYTES) return `A name can have ${MAX_NAME_BYTES} bytes at most.`;
  return undefined;
}
