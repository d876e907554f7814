import { expect, test } from 'vitest';
import { TextLines } from '../../../main/connection/recording/text-lines.ts';
import { readLine, writeLine } from '../../../main/lib/recording-lines.ts';

/** The lines of an output, each with the sign of its kind, whether it comes at once or letter by letter. */
function read(output: string, columns?: number): string[] {
  const readings = [[output], [...output]].map((parts) => {
    const lines: string[] = [];
    const text = new TextLines((kind, line) =>
      lines.push(`${{ output: '', command: '> ', status: '= ' }[kind]}${line}`),
    );
    text.columns = columns;
    for (const part of parts) text.write(part, 1);
    text.end(1);
    return lines;
  });
  expect(readings[1]).toEqual(readings[0]);
  return readings[0] ?? [];
}

test('reads what a person would', () => {
  expect(read('one\r\n\x1b[1;31mtwo\x1b[0m\r\n\r\nthree')).toEqual(['one', 'two', '', 'three']);
  expect(read('\x1b]0;a title\x07\x1b(B\x1bPq#0\x1b\\text\x1b]8;;https://x.example\x1b\\link\x1b]8;;\x1b\\\n')).toEqual(
    ['textlink'],
  );
});

test('applies what overwrites and erases within a line', () => {
  expect(read(' 10 %\r 50 %\r100 %\r\ndone\r\n')).toEqual(['100 %', 'done']);
  expect(read('abcd\x08\x08XY\r\n')).toEqual(['abXY']);
  expect(read('lss\x08 \x08 -l\r\n')).toEqual(['ls -l']);
  expect(read('progress 99\r\x1b[Kready\r\n')).toEqual(['ready']);
  expect(read('ab\x1b[3Dx\x1b[5Gy\x1b[2D\x1b[1Pz\n')).toEqual(['xb z']);
  expect(read('a\tb\r\n')).toEqual(['a       b']);
});

test('keeps what is longer than the terminal is wide together, as line editors wrap it', () => {
  // At the right edge: the next letter, back to the start of its row, the same letter again.
  expect(read('$ 3456789ab\rbcdef\r\n', 10)).toEqual(['$ 3456789abcdef']);
  // Without a letter after the edge, the start is that of the row that is full.
  expect(read('0123456789\rab\r\n', 10)).toEqual(['ab23456789']);
  // Up a row, to its start, and what follows is erased.
  expect(read('0123456789abcde\x1b[A\rxy\x1b[K\r\n', 10)).toEqual(['xy        abcde']);
  expect(read('0123456789abcde\x1b[A\rxy\x1b[J\r\n', 10)).toEqual(['xy']);
});

test('starts a line where the cursor goes elsewhere', () => {
  expect(read('left\x1b[1;40Hright\x1b[2J\x1b[Hnew\r\n')).toEqual(['left', 'right', 'new']);
});

test('notes programs that take the whole screen, and does not spill them', () => {
  expect(read('$ vim\r\n\x1b[?1049h\x1b[2Jfile\x1b[5;1H~\r\n~\x1b[?1049l$ ls\r\n')).toEqual([
    '$ vim',
    '(a program that takes the whole screen)',
    '$ ls',
  ]);
});

test('knows commands and how they ended by the marks of a shell', () => {
  const prompt = '\x1b]133;A\x07me@box:~$ \x1b]133;B\x07';
  expect(
    read(
      `${prompt}npm tset\x08\x08\x08est\r\n\x1b]133;C\x07failed\r\n\x1b]133;D;1\x07${prompt}\r\n${prompt}sleep^C\r\n${prompt}echo a \\\r\n> b\r\n\x1b]133;C\x07a b\r\n\x1b]133;D;0\x07`,
    ),
  ).toEqual(['> npm test', 'failed', '= 1', '> echo a \\', '> > b', 'a b', '= 0']);
});

test('is not held up by a sequence that never ends, nor by a line that does not', () => {
  expect(read(`before\r\n\x1b]0;${'x'.repeat(70_000)}\r\nafter\r\n`)).toEqual(['before']);
  expect(read(`\x1b]0;${'x'.repeat(70_000)}\x1b[mafter\r\n`)).toEqual(['after']);
  expect(read(`\x1b[${'1;'.repeat(3_000)}`)).toHaveLength(1);
  const lines = read('y'.repeat(20_000));
  expect(lines.join('')).toHaveLength(20_000);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(20_000);
});

test('writes lines that can be read again', () => {
  const line = { atSeconds: 12.5, kind: 'command' as const, text: 'echo > x' };
  expect(readLine(writeLine(line).slice(0, -1))).toEqual(line);
  expect(readLine(writeLine({ atSeconds: 99_999.25, kind: 'output', text: '' }).slice(0, -1))?.atSeconds).toBe(
    99_999.25,
  );
  expect(readLine('     1.0')).toBeUndefined();
});
