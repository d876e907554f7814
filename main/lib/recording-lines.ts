/** What a line of a terminal is: output, a command that was given, or the exit status of one. */
export type LineKind = 'output' | 'command' | 'status';

export interface RecordedLine {
  /** Since the recording began. */
  atSeconds: number;
  kind: LineKind;
  text: string;
}

const signs: Record<LineKind, string> = { output: ' ', command: '>', status: '=' };
const kinds = new Map<string | undefined, LineKind>([
  [' ', 'output'],
  ['>', 'command'],
  ['=', 'status'],
]);

let lastSeconds = Number.NaN;
let lastTime = '';

/** Many lines have the same. */
function timeOf(seconds: number): string {
  if (seconds !== lastSeconds) lastTime = seconds.toFixed(3).padStart(10);
  lastSeconds = seconds;
  return lastTime;
}

/** One line of a recording's text file: when, a sign for its kind, and what stood there. */
export function writeLine({ atSeconds, kind, text }: RecordedLine): string {
  return `${timeOf(atSeconds)} ${signs[kind]} ${text}\n`;
}

/** Undefined for a line that is not whole. */
export function readLine(line: string): RecordedLine | undefined {
  const parts = /^ *(\d+\.\d{3}) ([ >=]) (.*)$/s.exec(line);
  const kind = kinds.get(parts?.[2]);
  if (parts === null || kind === undefined) return undefined;
  return { atSeconds: Number(parts[1]), kind, text: parts[3] ?? '' };
}
