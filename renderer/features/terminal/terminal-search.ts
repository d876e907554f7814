import { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';
import type { TerminalLook } from './terminal-theme.ts';

export interface SearchQuery {
  text: string;
  isCaseSensitive: boolean;
  isRegex: boolean;
}

export interface SearchResult {
  /** Position of the current match from 1 on; 0 when there is none. */
  current: number;
  total: number;
  /** The regular expression could not be read. */
  isInvalid: boolean;
}

/** Finds text in a terminal's lines and marks it. */
export class TerminalSearch {
  readonly #addon = new SearchAddon();
  readonly #onResult: (result: SearchResult) => void;
  #look: TerminalLook;
  #lastWay = '';

  constructor(terminal: Terminal, look: TerminalLook, onResult: (result: SearchResult) => void) {
    this.#look = look;
    this.#onResult = onResult;
    terminal.loadAddon(this.#addon);
    this.#addon.onDidChangeResults(({ resultIndex, resultCount }) =>
      onResult({ current: resultIndex + 1, total: resultCount, isInvalid: false }),
    );
  }

  setLook(look: TerminalLook): void {
    this.#look = look;
  }

  /** @param isTyping the current match stays where it still fits */
  next(query: SearchQuery, isTyping = false): void {
    this.#run(query, (options) => this.#addon.findNext(query.text, { ...options, incremental: isTyping }));
  }

  previous(query: SearchQuery): void {
    this.#run(query, (options) => this.#addon.findPrevious(query.text, options));
  }

  clear(): void {
    this.#addon.clearDecorations();
  }

  #run(query: SearchQuery, find: (options: Parameters<SearchAddon['findNext']>[1]) => boolean): void {
    const none = { current: 0, total: 0, isInvalid: query.isRegex && !isRegex(query.text) };
    if (query.text === '' || none.isInvalid) {
      this.clear();
      return this.#onResult(none);
    }
    // The addon marks anew only for another text, not for the same text looked for in another way.
    const way = `${query.isRegex} ${query.isCaseSensitive}`;
    if (way !== this.#lastWay) this.clear();
    this.#lastWay = way;
    const { mark, currentMark } = this.#look;
    const isFound = find({
      regex: query.isRegex,
      caseSensitive: query.isCaseSensitive,
      decorations: {
        matchBackground: mark,
        activeMatchBackground: currentMark,
        matchOverviewRuler: mark,
        activeMatchColorOverviewRuler: currentMark,
      },
    });
    if (!isFound) this.#onResult(none);
  }
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}
