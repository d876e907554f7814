import { plainStyle, type TextStyle } from './sgr.ts';
import { parseLine, plainText } from './spans.ts';

/** One line of output. */
export interface ConsoleLine {
  /** When it began, in milliseconds since the epoch. */
  at: number;
  /** With escape sequences; `start` is the style it begins in. */
  text: string;
  start: TextStyle;
  /** Not output but a remark about it. */
  isRemark?: boolean;
}

/** Output that grows, in lines. */
export interface ConsoleLines {
  /** The last one may still be written to. */
  readonly lines: readonly ConsoleLine[];
  append(at: number, text: string): void;
  remark(text: string): void;
  /** The text without escape sequences. */
  plain(): string;
}

/** What programs write to start a line over: a carriage return, or the cursor moved to the first column. */
const lineRestart = /\r|\u001b\[[01]?G/;

/** What is left on a line that was written over, as progress bars do; with `restarts`, what comes next overwrites it. */
function lastWritten(text: string): { before: string; shown: string; restarts: boolean } {
  const parts = text.split(lineRestart);
  const index = Math.max(
    0,
    parts.findLastIndex((part) => plainText(part) !== ''),
  );
  return {
    before: parts.slice(0, index).join(''),
    shown: parts.slice(index).join(''),
    restarts: index < parts.length - 1,
  };
}

function styleAfter(text: string, start: TextStyle): TextStyle {
  return text.includes('\u001b') ? parseLine(text, start).end : start;
}

/** Lines of output from which the oldest fall out above `maxLines`. */
export function createConsoleLines(maxLines = Number.POSITIVE_INFINITY): ConsoleLines {
  const lines: ConsoleLine[] = [];
  /** What the last line is made of, and whether it goes on. */
  let open = '';
  let isOpen = false;
  let start = plainStyle;

  function write(at: number, text: string): void {
    const { before, shown, restarts } = lastWritten(text);
    start = styleAfter(before, start);
    // Only what is still seen is kept, or a progress bar of an hour would be kept whole.
    open = restarts ? `${shown}\r` : shown;
    const last = lines.at(-1);
    if (isOpen && last !== undefined) lines[lines.length - 1] = { at: last.at, text: shown, start };
    else lines.push({ at, text: shown, start });
  }

  return {
    lines,
    append(at, text) {
      const parts = text.split('\n');
      parts.forEach((part, index) => {
        const isLast = index === parts.length - 1;
        if (isLast && part === '') return;
        // "\r\n" ends a line; the carriage return in it restarts nothing.
        write(at, isLast ? open + part : (open + part).replace(/\r+$/, ''));
        isOpen = isLast;
        if (isLast) return;
        start = styleAfter(open, start);
        open = '';
      });
      if (lines.length > maxLines) lines.splice(0, lines.length - maxLines);
    },
    remark(text) {
      isOpen = false;
      open = '';
      lines.push({ at: 0, text, start: plainStyle, isRemark: true });
    },
    plain: () => lines.map((line) => (line.isRemark ? `[${line.text}]` : plainText(line.text))).join('\n'),
  };
}
