/** One thing that happened in a recorded terminal, in seconds since the recording began. */
export type CastEvent =
  | { kind: 'output'; at: number; data: string }
  | { kind: 'resize'; at: number; columns: number; rows: number }
  | { kind: 'mark'; at: number };

export interface CastHeader {
  columns: number;
  rows: number;
}

const usual: CastHeader = { columns: 80, rows: 24 };
/** Larger screens than this nobody had; a file that says so is damaged. */
const MAX_SIDE = 1_000;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function side(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_SIDE ? value : fallback;
}

/** The first line of an asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/); the usual size where it says none. */
export function readHeader(line: string): CastHeader {
  const header = parsed(line);
  if (typeof header !== 'object' || header === null) return usual;
  return {
    columns: side('width' in header ? header.width : undefined, usual.columns),
    rows: side('height' in header ? header.height : undefined, usual.rows),
  };
}

/** One line after the first; undefined for what is of no interest here, or damaged. */
export function readEvent(line: string): CastEvent | undefined {
  const entry = parsed(line);
  if (!Array.isArray(entry)) return undefined;
  const parts: readonly unknown[] = entry;
  const [at, code, data] = parts;
  if (typeof at !== 'number' || !Number.isFinite(at) || at < 0 || typeof data !== 'string') return undefined;
  if (code === 'o') return { kind: 'output', at, data };
  if (code === 'm') return { kind: 'mark', at };
  if (code !== 'r') return undefined;
  const size = /^(?<columns>\d{1,4})x(?<rows>\d{1,4})$/.exec(data)?.groups;
  if (size === undefined) return undefined;
  return {
    kind: 'resize',
    at,
    columns: side(Number(size['columns']), usual.columns),
    rows: side(Number(size['rows']), usual.rows),
  };
}

/** Where a shell says that a command begins to run: OSC 133 of FinalTerm, OSC 633 of VS Code. */
const commandStart = /\u001b\](?:133|633);C/u;

/** A command begins here, or somebody left a mark. */
export function isMark(event: CastEvent): boolean {
  return event.kind === 'mark' || (event.kind === 'output' && commandStart.test(event.data));
}
