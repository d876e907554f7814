import { describe, expect, it } from 'vitest';
import { ReplayBuffer } from '../../../main/connection/replay-buffer.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (buffer: ReplayBuffer) => new TextDecoder('utf-8', { fatal: true }).decode(buffer.snapshot());

describe('what a window is shown that attaches again', () => {
  it('is everything, while that is little', () => {
    const buffer = new ReplayBuffer(1000);
    buffer.append(bytes('one\r\n'));
    buffer.append(bytes('two'));
    expect(text(buffer)).toBe('one\r\ntwo');
  });

  it('starts at a line when the beginning had to go', () => {
    const buffer = new ReplayBuffer(1000);
    for (let line = 0; line < 500; line += 1) buffer.append(bytes(`line ${line} 漢字\r\n`));
    expect(text(buffer)).toMatch(/^\x1b\[0m(line \d+ 漢字\r\n)+$/);
    expect(text(buffer)).toContain('line 499');
    expect(buffer.snapshot().length).toBeLessThanOrEqual(1000 + 4);
  });

  it('cuts between characters when there is no line end', () => {
    for (let shift = 0; shift < 4; shift += 1) {
      const buffer = new ReplayBuffer(100);
      buffer.append(bytes('x'.repeat(shift) + '😀'.repeat(60)));
      expect(text(buffer)).toMatch(/^\x1b\[0m(😀)+$/u);
    }
  });

  it('keeps the modes that were set in what is gone', () => {
    const buffer = new ReplayBuffer(200);
    buffer.append(bytes('\x1b[?2004h\x1b[?1049;1000h\x1b[?25l'));
    buffer.append(bytes('\x1b[?100'));
    buffer.append(bytes('0l\x1b[?9999h'));
    for (let line = 0; line < 50; line += 1) buffer.append(bytes(`line ${line}\r\n`));
    expect(text(buffer)).toMatch(/^\x1b\[\?2004h\x1b\[\?1049h\x1b\[\?1000l\x1b\[\?25l\x1b\[0mline/);
  });

  it('takes a chunk that is larger than it may keep', () => {
    const buffer = new ReplayBuffer(100);
    buffer.append(bytes('before'));
    buffer.append(bytes(`\x1b[?1h${'a'.repeat(500)}\nthe end`));
    expect(text(buffer)).toBe('\x1b[?1h\x1b[0mthe end');
  });
});
