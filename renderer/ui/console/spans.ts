import { applySgr, type TextStyle } from './sgr.ts';

/** A run of text in one style. */
export interface Span {
  text: string;
  style: TextStyle;
}

/**
 * Everything in a line that is not text: control strings (OSC, DCS, SOS, PM, APC), control sequences, other escapes, C0
 * and C1 controls except Tab, and the bidirectional controls with which a hostile log can make a line read otherwise.
 * An unfinished control string takes the rest of its line.
 */
const notText =
  /\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b\[([0-?]*)[ -/]*([@-~])|\u001b\[[0-?]*[ -/]*$|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A line's text in runs of one style, and the style that the next line starts with. */
export function parseLine(line: string, start: TextStyle): { spans: Span[]; end: TextStyle } {
  const spans: Span[] = [];
  let style = start;
  let position = 0;
  function take(end: number): void {
    if (end === position) return;
    const last = spans.at(-1);
    const text = line.slice(position, end);
    if (last?.style === style) last.text += text;
    else spans.push({ text, style });
  }
  for (const match of line.matchAll(notText)) {
    take(match.index);
    position = match.index + match[0].length;
    if (match[2] === 'm' && !/[<-?]/.test(match[1] ?? '')) style = applySgr(style, match[1] ?? '');
  }
  take(line.length);
  return { spans, end: style };
}

/** The line as people read it. */
export function plainText(line: string): string {
  return line.replace(notText, '');
}
