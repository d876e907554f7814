import type { EntryKind } from '../../contract/files.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { RemoteStat } from './remote-files.ts';

/** The kind of a file in its mode (POSIX `S_IFMT`). */
const kinds: Readonly<Record<number, EntryKind>> = { 0o100000: 'file', 0o040000: 'folder', 0o120000: 'link' };
/** The same in the first letter of a line of `ls -l`. */
const letters: Readonly<Record<string, EntryKind>> = { '-': 'file', d: 'folder', l: 'link' };

/** Attributes as SFTP has them (draft-ietf-secsh-filexfer-02, section 5); all of them may be missing. */
export interface RawAttributes {
  mode?: number | undefined;
  size?: number | undefined;
  mtime?: number | undefined;
  uid?: number | undefined;
  gid?: number | undefined;
}

/** `longname`: the line for people that comes with an entry, which tells the kind where the attributes do not. */
export function toStat(raw: RawAttributes, longname = ''): RemoteStat {
  const size = raw.size ?? 0;
  const fallback = letters[longname.charAt(0)] ?? (raw.size === undefined ? 'other' : 'file');
  return {
    kind: raw.mode === undefined ? fallback : (kinds[raw.mode & 0o170000] ?? 'other'),
    // 64 bits on the wire; what is beyond the exact numbers is a lie anyway.
    sizeBytes: Math.min(size, Number.MAX_SAFE_INTEGER),
    modifiedAt: raw.mtime === undefined ? undefined : raw.mtime * 1000,
    mode: raw.mode === undefined ? undefined : raw.mode & 0o7777,
  };
}

/** Owner and group from a line as `ls -l` writes it, which OpenSSH's and most servers do; else their numbers. */
export function ownerOf(raw: RawAttributes, longname: string): { owner?: string; group?: string } {
  // Only the beginning: the name, which may be long, comes last.
  const [, owner, group] =
    /^[-a-zA-Z][-a-zA-Z]{9}[.+@]? +\d+ +(\S{1,64}) +(\S{1,64}) /.exec(longname.slice(0, 200)) ?? [];
  return {
    ...named('owner', owner ?? raw.uid?.toString()),
    ...named('group', group ?? raw.gid?.toString()),
  };
}

function named<K extends string>(key: K, value: string | undefined): { [N in K]?: string } {
  const shown = value === undefined ? '' : plainText(value, 64);
  return (shown === '' ? {} : { [key]: shown }) as { [N in K]?: string };
}
