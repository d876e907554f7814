import type { LineKind } from '../../lib/recording-lines.ts';

type OnLine = (kind: LineKind, text: string, time: number) => void;

/** Longer lines are broken. */
const MOST_CHARACTERS = 8_192;
/** A control sequence that is not over after so many characters is none. */
const LONGEST_SEQUENCE = 256;
/** What is read of a string that is not shown, such as a window's title; the marks of shells are shorter. */
const READ_OF_STRING = 64;
const TAB_STOP = 8;

const PRINTABLE = /[^\x00-\x1f\x7f]+/y;
const CONTROL = /\x1b\[([0-9:;<=>?]*)[ -/]*([@-~])/y;
const SHORT = /\x1b[ -/]*[0-~]/y;
const UNFINISHED = /\x1b(?:\[[0-?]*[ -/]*|[ -/]*)$/y;
/** Begins a string: OSC, DCS, SOS, PM, APC. */
const STRING = /\x1b([\]PX^_])/y;
const STRING_END = /[\x07\x18\x1a\x1b]/g;
const OTHER_SCREENS = new Set(['47', '1047', '1049']);
/** Marks of shells: OSC 133 (FinalTerm), OSC 633 (VS Code). */
const SHELL_MARK = /^(?:133|633);([A-D])(?:;(-?\d{1,10}))?/;

/**
 * What a person would read of a terminal's output, line by line: colours and cursor movements are gone, what was typed over
 * or erased is as it was last. Programs that take the whole screen are noted, not spilled.
 */
export class TextLines {
  readonly #onLine: OnLine;
  /** What becomes of a line in which the cursor went back. */
  readonly #check: (line: string) => string;
  /** Columns of the terminal, where they are known: what is longer stands in several rows of it. */
  columns: number | undefined;
  #waitsAtEdge = false;
  #isEdited = false;
  #rest = '';
  #line = '';
  #column = 0;
  #lineTime: number | undefined;
  #isOtherScreen = false;
  /** Beginning of the string that is being skipped. */
  #string: string | undefined;
  /** Where the command begins that is being typed on this line; undefined when none is. */
  #commandFrom: number | undefined;
  /** Lines of it that are complete. */
  #command: string[] = [];
  #commandTime = 0;

  constructor(onLine: OnLine, check: (line: string) => string = (line) => line) {
    this.#onLine = onLine;
    this.#check = check;
  }

  /** @param time of all of it, in seconds */
  write(text: string, time: number): void {
    const all = this.#rest + text;
    this.#rest = '';
    for (let at = 0; at < all.length;) {
      if (this.#string !== undefined) {
        at = this.#skipString(all, at, time);
        continue;
      }
      PRINTABLE.lastIndex = at;
      if (PRINTABLE.test(all)) {
        const end = PRINTABLE.lastIndex;
        this.#print(all.slice(at, end), time);
        at = end;
      } else if (all[at] !== '\x1b') {
        this.#control(all.charCodeAt(at), time);
        at += 1;
      } else {
        const length = this.#sequence(all, at, time);
        if (length === 0) {
          this.#rest = all.slice(at);
          return;
        }
        at += length;
      }
    }
  }

  /** A line of our own, between those of the terminal. */
  remark(text: string, time: number): void {
    this.#endLine(time);
    this.#onLine('output', text, time);
  }

  end(time: number): void {
    this.#endLine(time);
    this.#endCommand();
  }

  #print(run: string, time: number): void {
    if (this.#isOtherScreen) return;
    for (let from = 0; from < run.length;) {
      const room = Math.max(1, MOST_CHARACTERS - this.#column);
      const part = run.slice(from, from + room);
      this.#lineTime ??= time;
      if (this.#column === this.#line.length) this.#line += part;
      else this.#overwrite(part);
      this.#column += part.length;
      this.#waitsAtEdge = this.columns !== undefined && this.#column % this.columns === 0;
      from += part.length;
      if (this.#line.length >= MOST_CHARACTERS) this.#endLine(time);
    }
  }

  #overwrite(run: string): void {
    this.#isEdited = true;
    const before =
      this.#column > this.#line.length ? this.#line.padEnd(this.#column) : this.#line.slice(0, this.#column);
    this.#line = before + run + this.#line.slice(this.#column + run.length);
  }

  #control(code: number, time: number): void {
    if (this.#isOtherScreen) return;
    if (code === 0x0d) this.#moveTo(this.#rowStart());
    else if (code === 0x08) this.#moveTo(Math.max(0, this.#column - 1));
    else if (code === 0x09) this.#goTo((Math.floor(this.#column / TAB_STOP) + 1) * TAB_STOP);
    else if (code === 0x0a || code === 0x0b || code === 0x0c) {
      this.#lineTime ??= time;
      this.#endLine(time);
    }
  }

  /** @returns its length, or 0 when it is not complete */
  #sequence(all: string, at: number, time: number): number {
    const control = match(CONTROL, all, at);
    if (control !== undefined) {
      this.#applyControl(control[1] ?? '', control[2] ?? '', time);
      return control[0].length;
    }
    const string = match(STRING, all, at);
    if (string !== undefined) {
      // Its kind comes first: only a system command holds marks.
      this.#string = string[1] ?? '';
      return string[0].length;
    }
    if (all.length - at < LONGEST_SEQUENCE && match(UNFINISHED, all, at) !== undefined) return 0;
    return match(SHORT, all, at)?.[0].length ?? 1;
  }

  /** @returns where to read on */
  #skipString(all: string, at: number, time: number): number {
    const read = this.#string ?? '';
    STRING_END.lastIndex = at;
    const end = STRING_END.exec(all)?.index ?? all.length;
    this.#string = read + all.slice(at, Math.min(end, at + READ_OF_STRING - read.length));
    if (end === all.length) return end;
    if (all[end] === '\x1b' && end + 1 === all.length) {
      this.#rest = '\x1b';
      return all.length;
    }
    const whole = this.#string;
    this.#string = undefined;
    if (whole.startsWith(']')) this.#applyMark(whole.slice(1), time);
    if (all[end] !== '\x1b') return end + 1;
    // Any other escape than the string's own end cancels it, and begins something new.
    return all[end + 1] === '\\' ? end + 2 : end;
  }

  #applyControl(parameters: string, final: string, time: number): void {
    if ((final === 'h' || final === 'l') && parameters.startsWith('?')) {
      const modes = parameters.slice(1).split(';');
      if (modes.some((mode) => OTHER_SCREENS.has(mode))) this.#switchScreen(final === 'h', time);
      return;
    }
    if (this.#isOtherScreen) return;
    const count = Math.min(Math.max(Number.parseInt(parameters, 10) || 1, 1), MOST_CHARACTERS);
    if (final === 'C') this.#goTo(this.#column + count);
    else if (final === 'D') this.#moveTo(Math.max(0, this.#column - count));
    else if (final === 'G' || final === '`') this.#goTo(this.#rowStart() + count - 1);
    else if (final === 'A') this.#goUp(count, time);
    else if (final === 'J' && /^0?$/.test(parameters)) this.#line = this.#line.slice(0, this.#column);
    else if (final === 'K') this.#eraseLine(parameters);
    else if (final === 'P') this.#deleteLetters(count);
    else if (final === '@' && this.#column < this.#line.length)
      this.#line =
        this.#line.slice(0, this.#column) + ' '.repeat(count) + this.#line.slice(this.#column, MOST_CHARACTERS);
    else if ('BEFHfd'.includes(final) || (final === 'J' && /^[23]/.test(parameters))) this.#leaveLine(time);
  }

  /** Where the row of the cursor begins; at its end the cursor waits there for the next letter. */
  #rowStart(): number {
    const { columns } = this;
    if (columns === undefined) return 0;
    const row = Math.floor(this.#column / columns);
    return (this.#waitsAtEdge ? row - 1 : row) * columns;
  }

  #moveTo(column: number): void {
    this.#column = column;
    this.#waitsAtEdge = false;
  }

  /** Up within a line that takes several rows. */
  #goUp(rows: number, time: number): void {
    const columns = this.columns ?? Number.POSITIVE_INFINITY;
    if (this.#rowStart() < rows * columns) this.#leaveLine(time);
    else this.#moveTo(this.#column - rows * columns);
  }

  #deleteLetters(count: number): void {
    this.#isEdited = true;
    this.#line = this.#line.slice(0, this.#column) + this.#line.slice(this.#column + count);
  }

  #goTo(column: number): void {
    this.#moveTo(Math.min(column, MOST_CHARACTERS - 1));
  }

  #eraseLine(parameters: string): void {
    const from = this.#rowStart();
    const to = from + (this.columns ?? MOST_CHARACTERS);
    const erasedFrom = parameters === '1' || parameters === '2' ? from : this.#column;
    const erasedTo = Math.min(parameters === '1' ? this.#column : to, this.#line.length);
    if (erasedFrom >= erasedTo) return;
    const after = this.#line.slice(erasedTo);
    const gap = after === '' ? '' : ' '.repeat(erasedTo - erasedFrom);
    this.#line = this.#line.slice(0, erasedFrom) + gap + after;
  }

  #switchScreen(isOther: boolean, time: number): void {
    if (isOther === this.#isOtherScreen) return;
    this.#isOtherScreen = isOther;
    if (isOther) this.remark('(a program that takes the whole screen)', time);
  }

  #applyMark(command: string, time: number): void {
    const mark = SHELL_MARK.exec(command);
    if (mark === null || this.#isOtherScreen) return;
    if (mark[1] === 'A') {
      this.#leaveLine(time);
      this.#endCommand();
    } else if (mark[1] === 'B') {
      this.#commandFrom = this.#column;
      this.#command = [];
      this.#commandTime = time;
    } else if (mark[1] === 'C') {
      this.#leaveLine(time);
      this.#endCommand();
    } else {
      this.#leaveLine(time);
      this.#endCommand();
      if (mark[2] !== undefined) this.#onLine('status', mark[2], time);
    }
  }

  /** The cursor goes elsewhere: what stands here is one line, if there is anything. */
  #leaveLine(time: number): void {
    if (this.#line !== '') this.#endLine(time);
    this.#moveTo(0);
  }

  #endLine(time: number): void {
    const trimmed = this.#line.trimEnd();
    const text = this.#isEdited ? this.#check(trimmed) : trimmed;
    this.#isEdited = false;
    const began = this.#lineTime;
    this.#line = '';
    this.#moveTo(0);
    this.#lineTime = undefined;
    if (began === undefined) return;
    if (this.#commandFrom === undefined) return this.#onLine('output', text, began);
    this.#command.push(text.slice(this.#commandFrom));
    this.#commandFrom = 0;
    if (this.#command.length === 1) this.#commandTime = time;
  }

  #endCommand(): void {
    const lines = this.#command;
    const wasTyped = this.#commandFrom !== undefined;
    this.#command = [];
    this.#commandFrom = undefined;
    // An interrupt at the prompt: it never ran.
    const hasRun = wasTyped && lines.some((line) => line !== '') && lines.at(-1)?.endsWith('^C') !== true;
    if (hasRun) for (const line of lines) this.#onLine('command', line, this.#commandTime);
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
