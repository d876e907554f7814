import { isWholeBody } from './patch-body.ts';
import { pathFault } from '../../sync/sync-paths.ts';

/** What a patch does to one path, as far as its headers say. */
export interface PatchSection {
  /** The path as git has it: bytes, one character each. */
  path: string;
  /** For people and for the file system of this computer. */
  name: string;
  action: 'change' | 'add' | 'remove';
  oldMode?: string;
  newMode?: string;
  /** Full hashes of the content; missing where it stays as it is. */
  oldHash?: string;
  newHash?: string;
  isBinary: boolean;
  /** Where it stands in the patch. */
  start: number;
  end: number;
}

const MARK = Buffer.from('diff --git ');
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};
const MODE = '(100644|100755|120000)';
const HASHES = /^index ([0-9a-f]{40}(?:[0-9a-f]{24})?)\.\.([0-9a-f]{40}(?:[0-9a-f]{24})?)(?: [0-7]{6})?$/;
/** Longer lines are content. */
const MAX_HEADER_LINE = 20_000;

/** Why a patch is not read: it is not one that we had made. */
export interface PatchFault {
  fault: 'unreadable' | 'unsafe';
  detail: string;
}

/** Reads the headers of a patch that `git diff --full-index --binary --no-renames` has made. */
export function readPatch(patch: Buffer): PatchSection[] | PatchFault {
  const sections: PatchSection[] = [];
  const starts = sectionStarts(patch);
  if (patch.length > 0 && starts[0] !== 0) return { fault: 'unreadable', detail: 'it does not begin with a file' };
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? patch.length;
    const section = readSection(patch, start, end);
    if ('fault' in section) return section;
    sections.push(section);
  }
  return sections;
}

function sectionStarts(patch: Buffer): number[] {
  const starts: number[] = [];
  for (let at = patch.indexOf(MARK); at >= 0; at = patch.indexOf(MARK, at + 1))
    if (at === 0 || patch[at - 1] === 0x0a) starts.push(at);
  return starts;
}

/** The lines before the content, and where that begins. */
function* headerLines(patch: Buffer, start: number, end: number): Generator<{ line: string; next: number }> {
  for (let at = start; at < end;) {
    const found = patch.indexOf(0x0a, at);
    const stop = found < 0 ? end : Math.min(found, end);
    if (patch.subarray(at, at + 2).toString('latin1') === '@@') return;
    const line = patch.subarray(at, Math.min(stop, at + MAX_HEADER_LINE)).toString('latin1');
    yield { line, next: stop + 1 };
    if (line === 'GIT binary patch') return;
    at = stop + 1;
  }
}

function readSection(patch: Buffer, start: number, end: number): PatchSection | PatchFault {
  const headers = [...headerLines(patch, start, end)];
  const lines = headers.map(({ line }) => line);
  const path = readPath((lines[0] ?? '').slice(MARK.length));
  if (path === undefined)
    return { fault: 'unreadable', detail: `a file is named as nobody names it: ${lines[0] ?? ''}` };
  const name = Buffer.from(path, 'latin1').toString('utf8');
  const fault = pathFault(name.replaceAll(/\p{Cc}/gu, '_'));
  if (fault !== undefined || path.includes('\0')) return { fault: 'unsafe', detail: path };
  const section: PatchSection = { path, name, action: 'change', isBinary: false, start, end };
  for (const line of lines.slice(1)) if (!readHeader(section, line)) return { fault: 'unreadable', detail: line };
  const body = headers.at(-1)?.next ?? end;
  if (body < end ? !isWholeBody(patch, body, end, section.isBinary) : section.isBinary)
    return { fault: 'unreadable', detail: `more or less than there should be: ${lines[0] ?? ''}` };
  return section;
}

/** False for what such a patch never has. */
function readHeader(section: PatchSection, line: string): boolean {
  const mode = new RegExp(`^(old mode|new mode|new file mode|deleted file mode) ${MODE}$`).exec(line);
  if (mode !== null) {
    const [, what = '', value = ''] = mode;
    if (what.startsWith('new file')) section.action = 'add';
    if (what.startsWith('deleted')) section.action = 'remove';
    if (what === 'old mode' || what.startsWith('deleted')) section.oldMode = value;
    else section.newMode = value;
    return true;
  }
  const hashes = HASHES.exec(line);
  if (hashes !== null) {
    const [, before = '', after = ''] = hashes;
    if (!/^0+$/.test(before)) section.oldHash = before;
    if (!/^0+$/.test(after)) section.newHash = after;
    const kept = / ([0-7]{6})$/.exec(line)?.[1];
    if (kept !== undefined) {
      section.oldMode ??= kept;
      section.newMode ??= kept;
    }
    return true;
  }
  if (line === 'GIT binary patch') section.isBinary = true;
  return line === 'GIT binary patch' || isNamed(section, line);
}

/** `--- a/path` and `+++ b/path` must name what the first line names, or nothing. */
function isNamed({ path }: PatchSection, line: string): boolean {
  const [, side, rest = ''] = /^(---|\+\+\+) (.*)$/s.exec(line) ?? [];
  if (side === undefined) return false;
  if (rest === '/dev/null') return true;
  const prefix = side === '---' ? 'a/' : 'b/';
  // Git ends a name with a tab where it has a space in it.
  const [whole] = rest.startsWith('"') ? [unquote(rest.replace(/\t$/, ''))] : [rest.replace(/\t$/, '')];
  return whole === prefix + path;
}

/** `a/path b/path`, either of them quoted as in C where it has to be. */
function readPath(rest: string): string | undefined {
  if (rest.startsWith('"')) {
    const [, first = '', second = ''] = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/s.exec(rest) ?? [];
    const [one, other] = [unquote(first), unquote(second)];
    return one?.startsWith('a/') === true && other === `b/${one.slice(2)}` ? one.slice(2) : undefined;
  }
  const length = (rest.length - 5) / 2;
  if (!Number.isInteger(length) || length < 1) return undefined;
  const path = rest.slice(2, 2 + length);
  return rest === `a/${path} b/${path}` ? path : undefined;
}

function unquote(word: string): string | undefined {
  if (!/^"(?:[^"\\]|\\(?:[0-3][0-7]{2}|[abtnvfr"\\]))*"$/s.test(word)) return undefined;
  return word
    .slice(1, -1)
    .replaceAll(/\\([0-3][0-7]{2})|\\(.)/gs, (_all, octal: string | undefined, letter: string | undefined) =>
      octal === undefined ? (ESCAPES[letter ?? ''] ?? '') : String.fromCharCode(Number.parseInt(octal, 8)),
    );
}
