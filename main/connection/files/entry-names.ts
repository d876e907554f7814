import { MAX_REMOTE_PATH_LENGTH } from '../../contract/files.ts';

/** Longest name that is listed, in characters. File systems end at 255 bytes, a few at 1,023. */
export const MAX_NAME_LENGTH = 1_024;

/** A name that a thing in a folder can have: one step of a path, and no way out of the folder. */
export function isUsableName(name: string, os: 'posix' | 'windows'): boolean {
  if (name === '' || name === '.' || name === '..' || name.length > MAX_NAME_LENGTH) return false;
  return !name.includes('/') && !name.includes('\0') && !(os === 'windows' && name.includes('\\'));
}

// What is not seen, what turns the direction of what is (Unicode TR9), white space that passes for a plain one, and
// bytes that were no text. Joiners count where no script and no emoji is made with them.
const UNSEEN = new RegExp(
  [
    '(?<=\\p{Extended_Pictographic}\\p{Emoji_Modifier}?\\uFE0F?)\\u200D(?=\\p{Extended_Pictographic})',
    '(?<=[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}' +
      '\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}' +
      '\\p{Script=Malayalam}\\p{Script=Sinhala}\\p{Script=Mongolian}])[\\u200C\\u200D]',
    '(?<=[\\p{Emoji}\\p{Script=Han}])[\\uFE0E\\uFE0F]',
    '([\\p{Cc}\\p{Cs}\\p{Co}\\p{Default_Ignorable_Code_Point}\\p{Bidi_Control}\\u2028\\u2029\\uFFF9-\\uFFFB\\uFFFD]' +
      '|(?! )\\p{White_Space}|^ +| +$)',
  ].join('|'),
  'gu',
);
const LETTERS: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function writtenOut(characters: string): string {
  return Array.from(characters, (one) => LETTERS[one] ?? `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`).join('');
}

/** Text from a machine as one line in which nothing is hidden: what would not be seen is written out, `\u{202e}`. */
export function visibleText(text: string, maxLength = MAX_NAME_LENGTH): string {
  const shown = text
    .slice(0, maxLength)
    .replace(UNSEEN, (all: string, hidden: string | undefined) => (hidden === undefined ? all : writtenOut(hidden)));
  return text.length <= maxLength ? shown : `${shown}…`;
}

/** What to show for a name; undefined when the name shows itself. */
export function shownName(name: string): string | undefined {
  // Nearly all names; a folder may have very many.
  if (/^[!-~](?:[ -~]*[!-~])?$/.test(name) && name.length <= MAX_NAME_LENGTH) return undefined;
  const shown = visibleText(name);
  return shown === name ? undefined : shown;
}

/** The path of a thing in a folder. */
export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

/** The folder a path lies in; of the root, the root. */
export function parentPath(path: string): string {
  const trimmed = withoutEndSlashes(path);
  const at = trimmed.lastIndexOf('/');
  return at <= 0 ? '/' : trimmed.slice(0, at);
}

/** The last step of a path. */
export function baseName(path: string): string {
  const trimmed = withoutEndSlashes(path);
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** `/a/b/` is `/a/b`: with a slash at its end, a link is what it leads to. */
export function withoutEndSlashes(path: string): string {
  return path.replace(/(?<=[^/])\/+$/, '').replace(/^\/+$/, '/');
}

/** True for what can be removed, moved or copied: something in a folder, not the root, a drive, or `..` under any name. */
export function isThing(path: string): boolean {
  return isUsableName(baseName(path), 'posix') && !/^\/[A-Za-z]:\/*$/.test(path);
}

/** A path that a machine gave as its answer, and that is one. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') && !path.includes('\0') && path.length <= MAX_REMOTE_PATH_LENGTH;
}
