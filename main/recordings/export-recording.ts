import type { Recording, SessionRecord } from '../contract/record.ts';
import type { RecordedLine } from '../lib/recording-lines.ts';

/** The end of what a terminal showed, or all of it. */
export interface RecordedEnd {
  lines: RecordedLine[];
  isCut: boolean;
}

/** What one command printed, or what a shell without marks printed as a whole. */
interface Block {
  /** Undefined for what was printed while no command ran. */
  command: string[] | undefined;
  output: string[];
  status: string | undefined;
}

function blocksOf(lines: Iterable<RecordedLine>): Block[] {
  const blocks: Block[] = [];
  let current: Block | undefined;
  for (const { kind, text } of lines) {
    if (kind === 'command') {
      // A command of several lines comes as several, before any output.
      if (current?.command === undefined || current.output.length > 0 || current.status !== undefined)
        blocks.push((current = { command: [text], output: [], status: undefined }));
      else current.command.push(text);
    } else if (kind === 'status') {
      if (current?.command !== undefined) current.status = text;
      current = undefined;
    } else {
      if (current === undefined) blocks.push((current = { command: undefined, output: [], status: undefined }));
      current.output.push(text);
    }
  }
  return blocks;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/** Text as it is, whatever it holds (CommonMark 0.31.2, 4.5). */
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}console\n${text}\n${fence}`;
}

/** Text as it is within a line (CommonMark 0.31.2, 6.1). */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const ticks = '`'.repeat(longestRun(line) + 1);
  return line.startsWith('`') || line.endsWith('`') ? `${ticks} ${line} ${ticks}` : `${ticks}${line}${ticks}`;
}

function withoutBlankEnds(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== '');
  const last = lines.findLastIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
}

function commandLines(command: readonly string[]): string[] {
  return command.map((line, index) => (index === 0 ? `$ ${line}` : `> ${line}`));
}

function blockOf({ command, output, status }: Block): string | undefined {
  const printed = withoutBlankEnds(output);
  const lines = [...(command === undefined ? [] : commandLines(command)), ...printed];
  if (lines.length === 0) return undefined;
  return status === undefined ? fenced(lines.join('\n')) : `${fenced(lines.join('\n'))}\n\nExit status ${status}`;
}

function timeOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function factsOf(record: SessionRecord, recording: Recording): string {
  const { machineName, title, startedAt, endedAt } = recording;
  const facts: [string, string | undefined][] = [
    ['Build', record.title],
    ['At', record.place],
    ['Branch', record.branch],
    ['Commit', record.commit],
    ['Failed step', record.failedStep],
    ['Machine', machineName === '' ? undefined : machineName],
    ['Terminal', title],
  ];
  const known = facts.flatMap(([name, value]) =>
    value === undefined || value.trim() === '' ? [] : [`- ${name}: ${code(value)}`],
  );
  const until = endedAt === undefined ? '' : ` to ${timeOf(endedAt)}`;
  return [...known, `- Recorded: ${timeOf(startedAt)}${until}`].join('\n');
}

/** The recording for an issue: facts, then each command with what it printed and how it ended, as far as the shell said. */
export function asMarkdown(record: SessionRecord, recording: Recording, { lines, isCut }: RecordedEnd): string[] {
  const blocks = blocksOf(lines).flatMap((block) => blockOf(block) ?? []);
  const note = isCut ? '\nThe beginning is left out.\n' : '';
  return [`## Terminal recording\n\n${factsOf(record, recording)}\n${note}`, ...blocks.map((block) => `\n${block}\n`)];
}

/** What the terminal showed, line by line. */
export function asText(lines: Iterable<RecordedLine>): string[] {
  return Array.from(lines, ({ kind, text }) => {
    if (kind === 'command') return `$ ${text}\n`;
    return kind === 'status' ? `[exit status ${text}]\n` : `${text}\n`;
  });
}

/** The last lines that take no more than so many characters together. */
export async function collectEnd(parts: AsyncIterable<RecordedLine[]>, mostCharacters: number): Promise<RecordedEnd> {
  const kept: { lines: RecordedLine[]; characters: number }[] = [];
  let characters = 0;
  let isCut = false;
  for await (const lines of parts) {
    const own = lines.reduce((sum, { text }) => sum + text.length + 1, 0);
    kept.push({ lines, characters: own });
    characters += own;
    while (characters - (kept[0]?.characters ?? 0) > mostCharacters) {
      characters -= kept.shift()?.characters ?? 0;
      isCut = true;
    }
  }
  const lines = kept.flatMap((part) => part.lines);
  let from = 0;
  for (; characters > mostCharacters && from < lines.length; from += 1)
    characters -= (lines[from]?.text.length ?? 0) + 1;
  return { lines: lines.slice(from), isCut: isCut || from > 0 };
}

/** The first part, and of the others the last that fit; `isCut` when some did not. */
export function endOf(
  parts: readonly string[],
  mostCharacters: number,
  keepsFirst: boolean,
): { text: string; isCut: boolean } {
  const [first = ''] = keepsFirst ? parts : [];
  const rest = keepsFirst ? parts.slice(1) : parts;
  let from = rest.length;
  let length = first.length;
  while (from > 0 && length + (rest[from - 1]?.length ?? 0) <= mostCharacters) {
    from -= 1;
    length += rest[from]?.length ?? 0;
  }
  return { text: [first, ...rest.slice(from)].join(''), isCut: from > 0 };
}
