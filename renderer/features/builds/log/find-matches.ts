import type { ConsoleLine } from '../../../ui/console/lines.ts';
import { plainText } from '../../../ui/console/spans.ts';

/** Where a search was found. */
export interface Found {
  line: number;
  from: number;
  to: number;
}

/** More would not be looked through by anyone. */
export const MAX_FOUND = 10_000;

/** Lines are replaced, never changed, so their text in lower case need not be worked out again. */
const searchTexts = new WeakMap<ConsoleLine, string>();

function searchText(line: ConsoleLine): string {
  let text = searchTexts.get(line);
  if (text === undefined) {
    text = plainText(line.text).toLowerCase();
    searchTexts.set(line, text);
  }
  return text;
}

/** All places of the words as they stand, whatever their case, up to {@link MAX_FOUND}. */
export function findMatches(lines: readonly ConsoleLine[], search: string): Found[] {
  const wanted = search.toLowerCase();
  const found: Found[] = [];
  if (wanted === '') return found;
  for (const [line, content] of lines.entries()) {
    const text = searchText(content);
    for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
      found.push({ line, from, to: from + wanted.length });
      if (found.length === MAX_FOUND) return found;
    }
  }
  return found;
}
