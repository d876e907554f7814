import type { EntryKind } from '../../contract/files.ts';
import type { Problem } from '../../contract/problem.ts';
import { problem } from '../../lib/result.ts';
import type { RemoteEntry } from '../remote/remote-files.ts';
import { GNU_FIELDS } from './list-script.ts';
import { readNumber, readSeconds, readStatLine } from './stat-fields.ts';

/** A field longer than this is no name, and a block of lines no answer of one command. */
const MAX_FIELD_BYTES = 16 * 1024 * 1024;
/** Most names that one command gets as arguments. */
const MAX_BATCH = 1_000_000;

const kinds: Record<string, EntryKind> = { f: 'file', d: 'folder', l: 'link' };

/** Cuts a stream into the fields between its NULs. */
class Fields {
  #rest: Buffer[] = [];
  #restBytes = 0;

  /** @returns false when a field does not end */
  push(chunk: Buffer, onField: (field: string) => void): boolean {
    let from = 0;
    for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, from)) {
      const part = chunk.subarray(from, at);
      onField((this.#rest.length === 0 ? part : Buffer.concat([...this.#rest, part])).toString('utf8'));
      this.#rest = [];
      this.#restBytes = 0;
      from = at + 1;
    }
    if (from < chunk.length) {
      this.#rest.push(chunk.subarray(from));
      this.#restBytes += chunk.length - from;
    }
    return this.#restBytes <= MAX_FIELD_BYTES;
  }

  get isBetween(): boolean {
    return this.#restBytes === 0;
  }
}

/** Reads what `listScript` makes a machine write; gives the entries as they come. */
export interface ListParser {
  /** @returns what is wrong with it, once something is */
  push(chunk: Buffer): Problem | undefined;
  /** Entries that came since the last call. */
  take(): RemoteEntry[];
  /** Nothing was cut off. */
  readonly isComplete: boolean;
}

function nonsense(what: string): Problem {
  return problem('protocol-error', 'The machine lists this folder in a way that cannot be read.', undefined, what);
}

/** For GNU `find -printf`. */
export function createPrintfParser(): ListParser {
  const fields = new Fields();
  const entries: RemoteEntry[] = [];
  let record: string[] = [];
  return {
    push(chunk) {
      const isFine = fields.push(chunk, (field) => {
        record.push(field);
        if (record.length < GNU_FIELDS) return;
        entries.push(toEntry(record));
        record = [];
      });
      return isFine ? undefined : nonsense('a field without an end');
    },
    take: () => entries.splice(0),
    get isComplete() {
      return fields.isBetween && record.length === 0;
    },
  };
}

function toEntry(record: readonly string[]): RemoteEntry {
  const [letter = '', target = '', modeText = '', size = '', time = '', owner, group, link = '', name = ''] = record;
  const mode = /^[0-7]{1,4}$/.test(modeText) ? Number.parseInt(modeText, 8) : undefined;
  const kind = kinds[letter] ?? 'other';
  const stat = { kind, sizeBytes: readNumber(size) ?? 0, modifiedAt: readSeconds(time), mode };
  return { name, stat, owner, group, ...(kind === 'link' ? { link: { target: link, kind: linkKind(target) } } : {}) };
}

function linkKind(letter: string): EntryKind | 'missing' {
  // N: nothing is there; L: it leads round in a circle; ?: it cannot be known.
  return letter === 'N' || letter === 'L' || letter === '?' ? 'missing' : (kinds[letter] ?? 'other');
}

/** For `stat` in batches. */
export function createBatchParser(): ListParser {
  const fields = new Fields();
  const entries: RemoteEntry[] = [];
  let problemFound: Problem | undefined;
  let lines: string[] = [];
  let expected: number | undefined;
  let index = 0;
  let link: string[] | undefined;
  // Links are told of before the batch they are in.
  const links = new Map<string, NonNullable<RemoteEntry['link']>>();

  function take(field: string): void {
    if (problemFound !== undefined) return;
    if (link !== undefined) return takeLink(link, field);
    if (expected === undefined) {
      if (field === 'l') link = [];
      else if ((expected = readNumber(field)) === undefined || expected > MAX_BATCH) problemFound = nonsense(field);
      return;
    }
    if (lines.length === 0) {
      lines = field.split('\n');
      if (lines.length !== expected) problemFound = nonsense(`${lines.length} lines for ${expected} names`);
      return;
    }
    const read = readStatLine(lines[index] ?? '');
    if (read === undefined) problemFound = nonsense(lines[index] ?? '');
    else entries.push({ name: withoutDot(field), ...read, ...takenFrom(links, field) });
    index += 1;
    if (index < expected) return;
    expected = undefined;
    lines = [];
    index = 0;
  }

  function takeLink(told: string[], field: string): void {
    told.push(field);
    const [path = '', letter = '', target] = told;
    if (target === undefined) return;
    link = undefined;
    links.set(path, { target, kind: linkKind(letter) });
    if (links.size > MAX_BATCH) problemFound = nonsense('links without end');
  }

  return {
    push(chunk) {
      if (!fields.push(chunk, take)) return nonsense('a field without an end');
      return problemFound;
    },
    take: () => entries.splice(0),
    get isComplete() {
      return fields.isBetween && expected === undefined && link === undefined;
    },
  };
}

function takenFrom(links: Map<string, NonNullable<RemoteEntry['link']>>, path: string): Pick<RemoteEntry, 'link'> {
  const link = links.get(path);
  links.delete(path);
  return link === undefined ? {} : { link };
}

function withoutDot(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}
