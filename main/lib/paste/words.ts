import type { Result } from '../../contract/problem.ts';
import { ok } from '../result.ts';
import { refuse } from './refuse.ts';

/** A command line taken apart. */
export interface Words {
  words: string[];
  /** The first character that ends a command for a shell (`;`, `|`, `&`, `<`, `>`), when one did. */
  endedBy?: string;
}

/** Characters that a backslash inside double quotes takes the meaning from (POSIX 2.2.3). */
const escapableInQuotes = '$`"\\';

/**
 * Splits a command line into words as a POSIX shell does, by quotes and backslashes alone: variables, substitutions and
 * patterns stay the text they are. Reads one command; what a shell would run after it is left out.
 */
export function splitWords(line: string): Result<Words> {
  const words: string[] = [];
  let word: string | undefined;
  let position = 0;
  const add = (text: string): void => {
    word = (word ?? '') + text;
  };
  while (position < line.length) {
    const character = line.charAt(position);
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      position += 1;
    } else if (character === "'" || character === '"') {
      const end = readQuoted(line, position, add);
      if (end === undefined) return refuse('A quotation mark is opened and never closed.');
      position = end;
    } else if (character === '\\') {
      // A path on Windows is written with backslashes, and its shells leave them alone.
      const isPath =
        /(?:^(?:-[A-Za-z])?|=)[A-Za-z]:/.test(word ?? '') || (word === undefined && line.startsWith('\\\\', position));
      add(isPath ? '\\' : line.charAt(position + 1));
      position += isPath ? 1 : 2;
    } else if (word === undefined && character === '#') {
      break;
    } else if (';|&<>'.includes(character)) {
      if (word !== undefined) words.push(word);
      return ok({ words, endedBy: character });
    } else {
      add(character);
      position += 1;
    }
  }
  if (word !== undefined) words.push(word);
  return ok({ words });
}

/** Reads a quoted part from its opening mark on. Returns where the text goes on, or undefined without a closing mark. */
function readQuoted(line: string, start: number, add: (text: string) => void): number | undefined {
  const mark = line.charAt(start);
  let text = '';
  for (let position = start + 1; position < line.length; position += 1) {
    const character = line.charAt(position);
    if (character === mark) {
      add(text);
      return position + 1;
    }
    const next = line.charAt(position + 1);
    if (mark === '"' && character === '\\' && next !== '' && escapableInQuotes.includes(next)) {
      text += next;
      position += 1;
    } else {
      text += character;
    }
  }
  return undefined;
}
