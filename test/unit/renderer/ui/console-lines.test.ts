import { describe, expect, it } from 'vitest';
import { createConsoleLines } from '../../../../renderer/ui/console/lines.ts';
import { plainText } from '../../../../renderer/ui/console/spans.ts';

function linesOf(...chunks: string[]): string[] {
  const lines = createConsoleLines();
  for (const chunk of chunks) lines.append(0, chunk);
  return lines.lines.map(({ text }) => plainText(text));
}

describe('lines of output', () => {
  it('are the same however the output was cut', () => {
    const text = 'one\r\n\u001b[31mtwo\u001b[0m\n\nfour';
    const whole = linesOf(text);
    expect(whole).toEqual(['one', 'two', '', 'four']);
    expect(linesOf(...text)).toEqual(whole);
  });

  it('show what was written over a line last, as progress bars do', () => {
    expect(linesOf('10 %\r20 %', '\r30 %\r', 'done\n')).toEqual(['done']);
    expect(linesOf('10 %\r')).toEqual(['10 %']);
    expect(linesOf('working\u001b[2K\u001b[1Gready\n')).toEqual(['ready']);
  });

  it('keep nothing of a progress bar but its last state', () => {
    const lines = createConsoleLines();
    for (let count = 0; count < 10_000; count += 1) lines.append(0, `\r${count} of 10000`);
    expect(lines.lines).toHaveLength(1);
    expect(lines.lines[0]?.text.length).toBeLessThan(40);
  });

  it('begin in the style in which the line before ended', () => {
    const lines = createConsoleLines();
    lines.append(0, '\u001b[31mred\nstill red\u001b[0m\nplain\n');
    expect(lines.lines.map(({ start }) => start.foreground)).toEqual([undefined, 'var(--ansi-1)', undefined]);
  });

  it('keep a style that was set in a part that was written over', () => {
    const lines = createConsoleLines();
    lines.append(0, '\u001b[32mwait\rdone\nafter\n');
    expect(lines.lines.map(({ start }) => start.foreground)).toEqual(['var(--ansi-2)', 'var(--ansi-2)']);
  });

  it('keep the time at which they began', () => {
    const lines = createConsoleLines();
    lines.append(100, 'be');
    lines.append(200, 'gun\nnext');
    expect(lines.lines.map(({ at }) => at)).toEqual([100, 200]);
  });

  it('lose the oldest above the limit', () => {
    const lines = createConsoleLines(3);
    lines.append(0, '1\n2\n3\n4\n5');
    expect(lines.lines.map(({ text }) => text)).toEqual(['3', '4', '5']);
  });

  it('stand on their own after a remark', () => {
    const lines = createConsoleLines();
    lines.append(0, 'before');
    lines.remark('12 MB left out');
    lines.append(0, 'after\n');
    expect(lines.plain()).toBe('before\n[12 MB left out]\nafter');
  });
});
