import type { Problem } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { problem } from '../../lib/result.ts';

/** Longest name of a file in bytes of UTF-8 (NAME_MAX of Linux; macOS and Windows count characters and allow more). */
export const MAX_NAME_BYTES = 255;

const CONTROL = /[\u0000-\u001F\u007F-\u009F]/;
// Names of devices whatever their extension, the superscript digits included (Microsoft, "Naming Files, Paths, and
// Namespaces").
const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=$|[ ]*\.|[ ]+$)/i;
const WINDOWS_FORBIDDEN = /[<>"|?*]/g;

/**
 * Why a name that came from a machine may not become part of a path here, or undefined when it may.
 * `unsafe-name`
 */
export function nameFault(name: string, platform: NodeJS.Platform): Problem | undefined {
  const refuse = (why: string) =>
    problem('unsafe-name', `The name “${plainText(name, 80)}” ${why}.`, 'Rename it on the machine first.');
  if (name === '') return refuse('is empty');
  if (name === '.' || name === '..') return refuse('would lead to another folder');
  if (name.includes('/')) return refuse('would lead to another folder');
  if (CONTROL.test(name)) return refuse('has control characters in it');
  if (platform === 'win32' && /[\\:]/.test(name)) return refuse('has a character that leads elsewhere on Windows');
  if (!name.isWellFormed()) return refuse('is not valid text');
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return refuse('is too long for this computer');
  return undefined;
}

/** The name this system can have that comes nearest: the same one, but on Windows. */
export function fittingName(name: string, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return name;
  // Windows drops dots and spaces at the end, so that two names would be one.
  const plain = name.replaceAll(WINDOWS_FORBIDDEN, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  return plain.replace(WINDOWS_DEVICE, (device) => `${device}_`);
}

/** What two names have in common that are one file on a system without upper and lower case (NFC, then folded). */
export function foldedName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** "notes.txt" with 2 is "notes (2).txt". Cut so that it still fits. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const extension = dot > 0 ? name.slice(dot) : '';
  const suffix = ` (${number})${Buffer.byteLength(extension) > 100 ? '' : extension}`;
  return cutToBytes(stem, MAX_NAME_BYTES - Buffer.byteLength(suffix)) + suffix;
}

/** Where bytes are kept until all of them are there: `name.<tag>.part`, the name cut where it is too long. */
export function partName(name: string, tag: string): string {
  const suffix = `.${tag}.part`;
  return cutToBytes(name, MAX_NAME_BYTES - Buffer.byteLength(suffix)) + suffix;
}

/** The start of a text, in whole characters, with at most so many bytes of UTF-8. */
function cutToBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}
