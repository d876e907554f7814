import type { IBuffer } from '@xterm/xterm';

/** A place between two cells: row in the whole buffer and column. */
export interface Place {
  line: number;
  column: number;
}

/** The text from one place up to another; rows that only ran over the edge are one line. Ends of lines have no spaces. */
export function textBetween(buffer: IBuffer, from: Place, to: Place): string {
  const lines: string[] = [];
  for (let row = from.line; row <= to.line; row += 1) {
    const line = buffer.getLine(row);
    if (line === undefined || (row === to.line && to.column === 0)) break;
    const start = row === from.line ? from.column : 0;
    const text = line.translateToString(false, start, row === to.line ? to.column : undefined);
    if (line.isWrapped && row > from.line) lines.push(`${lines.pop() ?? ''}${text}`);
    else lines.push(text);
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The row after the line that begins at `row`, which may run over several rows. */
export function rowAfter(buffer: IBuffer, row: number): number {
  let next = row + 1;
  while (buffer.getLine(next)?.isWrapped === true) next += 1;
  return next;
}
