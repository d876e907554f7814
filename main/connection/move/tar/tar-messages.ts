import type { Readable } from 'node:stream';
import type { Problem } from '../../../contract/problem.ts';
import { plainText } from '../../../lib/plain-text.ts';
import { problem } from '../../../lib/result.ts';

/** Of one line; paths are at most 4096 bytes, quoted at most four times that. */
const MAX_LINE_LENGTH = 20_000;
/** Kept for the log. */
const MAX_KEPT_LINES = 20;
const DISK_FULL = /No space left on device|Disk quota exceeded|[Ww]rite error: No space/;
const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '\\': '\\',
};

/** The content is there; times and permissions are kept where that is possible. */
const ATTRIBUTES = /^(Cannot|Can't) (change (mode|ownership)|utime|set|restore|update)/;

/** One complaint of tar about one file. */
export interface TarComplaint {
  /** As tar was told, without `./`. */
  path: string;
  /** What it says of it, fit for the screen. */
  what: string;
}

/** Reads what a tar writes to its error output while it works. */
export class TarMessages {
  /** The first lines that were not about a file. */
  readonly lines: string[] = [];
  isDiskFull = false;
  #rest = '';
  readonly #onComplaint: (complaint: TarComplaint) => void;

  constructor(errors: Readable, onComplaint: (complaint: TarComplaint) => void) {
    this.#onComplaint = onComplaint;
    errors.setEncoding('utf8');
    errors.on('data', (text: string) => this.#take(text));
    errors.on('end', () => this.#take('\n'));
  }

  /** For the log and the details of a problem. */
  get text(): string {
    return this.lines.join('; ');
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, MAX_LINE_LENGTH);
    for (const line of lines) this.#read(line.slice(0, MAX_LINE_LENGTH));
  }

  #read(line: string): void {
    if (line === '') return;
    if (DISK_FULL.test(line)) this.isDiskFull = true;
    const complaint = readComplaint(line);
    if (complaint !== undefined && !ATTRIBUTES.test(complaint.what)) this.#onComplaint(complaint);
    else if (this.lines.length < MAX_KEPT_LINES) this.lines.push(plainText(line));
  }
}

/**
 * GNU: `tar: a/b: Cannot open: Permission denied`, names escaped as in C. BSD: the same with `a/b: Can't create`.
 * Busybox: `tar: can't open 'a/b': Permission denied`.
 */
export function readComplaint(line: string): TarComplaint | undefined {
  const busybox = /^tar: ((?:can't|unable to|error|short|couldn't)[a-z ]*) '(.+)'(: .*)?$/.exec(line);
  if (busybox !== null) {
    const [, verb = '', path = '', why = ''] = busybox;
    return { path: withoutDot(path), what: plainText(`${verb}${why}`) };
  }
  const gnu = /^(?:bsd)?tar: (.+?): ((?:Cannot|Can't|File|file|Warning:|Wrote|Read|Not|Failed|Could|Write).*)$/.exec(
    line,
  );
  if (gnu === null) return undefined;
  const [, path = '', what = ''] = gnu;
  return { path: withoutDot(unescaped(path)), what: plainText(what) };
}

/** What a complaint means for a person. */
export function explainComplaint({ path, what }: TarComplaint): Problem {
  const at = `“${plainText(path, 300)}”`;
  if (DISK_FULL.test(what)) return problem('disk-full', 'The disk of the machine is full.', 'Make room, then resume.');
  if (/Permission denied|Operation not permitted|Read-only/i.test(what)) {
    return problem('not-allowed', `The machine does not allow access to ${at}.`, 'Check its permissions.', what);
  }
  if (/No such file|removed before/i.test(what)) {
    return problem('not-found', `${at} is not on the machine any more.`, undefined, what);
  }
  if (/changed as we read|shrank|short read/i.test(what)) {
    return problem('changed-meanwhile', `${at} changed while it was being fetched.`, 'Try again.', what);
  }
  return problem('storage-failed', `The machine could not work with ${at}.`, 'Try again.', what);
}

const withoutDot = (path: string) => (path.startsWith('./') ? path.slice(2) : path);

/** GNU writes what is not ASCII as bytes in octal (quoting style "escape" in the locale C). */
function unescaped(path: string): string {
  if (!path.includes('\\')) return path;
  const bytes: Buffer[] = [];
  for (const [piece, octal, letter] of path.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(Buffer.from([Number.parseInt(octal, 8) & 255]));
    else bytes.push(Buffer.from(letter === undefined ? piece : (ESCAPES[letter] ?? letter)));
  }
  return Buffer.concat(bytes).toString();
}
