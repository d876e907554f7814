import type { Difference } from '../contract/environment.ts';
import type { Mask } from './mask-values.ts';

/** Lists of folders, in which only what is not the same matters. */
const LIST_NAME = /(?:^|_)(?:PATH|DIRS|INFOPATH|MANPATH|CLASSPATH)$|^(?:PKG_CONFIG_PATH|LD_LIBRARY_PATH|GOPATH)$/;
const MAX_SHOWN = 2_000;
const MAX_ENTRIES = 40;

/** Text that shows what it is: no escape sequences and nothing unseen, but for line breaks. */
export function shown(text: string): string {
  const clean = text
    .slice(0, MAX_SHOWN * 2)
    .replace(/\u001B\[[0-?]*[ -/]*[@-~]/g, '')
    .replace(/(?!\n)[\p{Cc}\p{Bidi_Control}\p{Cs}\u200B\u2028\u2029\uFEFF]/gu, '\uFFFD');
  return clean.length <= MAX_SHOWN ? clean : `${clean.slice(0, MAX_SHOWN)}…`;
}

function entriesOf(value: string): string[] {
  // Of Windows: "C:\Program Files;D:\tools".
  const separator = /^[A-Za-z]:\\/.test(value) ? ';' : ':';
  return value.split(separator).filter((entry) => entry !== '');
}

export function isList(name: string, ...values: string[]): boolean {
  return LIST_NAME.test(name.toUpperCase()) && values.some((value) => entriesOf(value).length > 1);
}

function numbered(entries: readonly (readonly [index: number, entry: string])[], more: string): string {
  const lines = entries.slice(0, MAX_ENTRIES).map(([index, entry]) => `${index + 1}. ${entry}`);
  if (entries.length > MAX_ENTRIES) lines.push(`and ${entries.length - MAX_ENTRIES} more`);
  return [...lines, more].join('\n');
}

/** One side of a list: its entries that the other side has not, or those that stand elsewhere, by their place. */
function listSide(own: readonly string[], other: readonly string[], mask: (entry: string) => string): string {
  const others = new Set(other);
  const entries = own.map((entry, index) => [index, mask(entry)] as const);
  const alone = entries.filter(([index]) => !others.has(own[index] ?? ''));
  const alike = own.length - alone.length;
  const isSameSet = alone.length === 0 && other.every((entry) => own.includes(entry));
  if (isSameSet) {
    const moved = entries.filter(([index]) => own[index] !== other[index]);
    return numbered(moved, 'the same folders in another order');
  }
  return numbered(
    alone,
    alone.length === 0 ? `nothing but the ${alike} that both have` : `and ${alike} that both have`,
  );
}

/** How two values are told, with what may be secret hidden. Undefined when they are alike. */
export function compareValues(name: string, build: string, session: string, mask: Mask): Difference | undefined {
  if (build === session) return undefined;
  const one = mask(name, build);
  const other = mask(name, session);
  const isMasked = one.isMasked || other.isMasked;
  if (isList(name, build, session) && !isWhollyHidden(one.text, other.text)) {
    const [own, others] = [entriesOf(build), entriesOf(session)];
    if (own.join('\n') === others.join('\n')) return undefined;
    const entry = (text: string): string => mask(name, text).text;
    return {
      name: shown(name).slice(0, 512),
      build: shown(listSide(own, others, entry)),
      session: shown(listSide(others, own, entry)),
      isMasked,
    };
  }
  return { name: shown(name).slice(0, 512), build: shown(one.text), session: shown(other.text), isMasked };
}

function isWhollyHidden(...texts: string[]): boolean {
  return texts.some((text) => /^•+$/.test(text));
}
