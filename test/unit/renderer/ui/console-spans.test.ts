import { describe, expect, it } from 'vitest';
import { plainStyle } from '../../../../renderer/ui/console/sgr.ts';
import { parseLine, plainText } from '../../../../renderer/ui/console/spans.ts';
import { processorMs } from '../../../fixtures/processor-time.ts';

const escape = '\u001b';

function spans(line: string) {
  return parseLine(line, plainStyle).spans;
}

describe('coloured output', () => {
  it('takes the sixteen colours from the theme', () => {
    expect(spans(`a${escape}[31mb${escape}[92;44mc${escape}[39md`)).toEqual([
      { text: 'a', style: {} },
      { text: 'b', style: { foreground: 'var(--ansi-1)' } },
      { text: 'c', style: { foreground: 'var(--ansi-10)', background: 'var(--ansi-4)' } },
      { text: 'd', style: { foreground: undefined, background: 'var(--ansi-4)' } },
    ]);
  });

  it('reads 256 colours and RGB, with semicolons and with colons', () => {
    const colour = (sequence: string) => spans(`${escape}[${sequence}mx`)[0]?.style.foreground;
    expect(colour('38;5;9')).toBe('var(--ansi-9)');
    expect(colour('38;5;196')).toBe('rgb(255 0 0)');
    expect(colour('38;5;232')).toBe('rgb(8 8 8)');
    expect(colour('38;5;255')).toBe('rgb(238 238 238)');
    expect(colour('38;2;1;2;3')).toBe('rgb(1 2 3)');
    expect(colour('38:2::1:2:3')).toBe('rgb(1 2 3)');
    expect(colour('38:5:196')).toBe('rgb(255 0 0)');
  });

  it('reads on after an extended colour, and ignores one that is none', () => {
    expect(spans(`${escape}[38;5;196;1mx`)[0]?.style).toEqual({ foreground: 'rgb(255 0 0)', isBold: true });
    expect(spans(`${escape}[38;2;1;2;3;4mx`)[0]?.style).toEqual({ foreground: 'rgb(1 2 3)', isUnderlined: true });
    expect(spans(`${escape}[38;2;999;0;0mx`)[0]?.style.foreground).toBeUndefined();
    expect(spans(`${escape}[38;5;300mx`)[0]?.style.foreground).toBeUndefined();
  });

  it('switches attributes on and off, and everything off', () => {
    expect(spans(`${escape}[1;3;4;9;2mx`)[0]?.style).toEqual({
      isBold: true,
      isItalic: true,
      isUnderlined: true,
      isStruck: true,
      isDim: true,
    });
    expect(parseLine(`${escape}[1;31mx${escape}[m`, plainStyle).end).toEqual(plainStyle);
    expect(parseLine(`${escape}[1mx${escape}[22m`, plainStyle).end.isBold).toBe(false);
  });

  it('leaves out everything that is not text', () => {
    const hostile = [
      `${escape}]0;title\u0007`,
      `${escape}]8;;https://evil.example${escape}\\link${escape}]8;;${escape}\\`,
      `${escape}]52;c;ZXZpbA==\u0007`,
      `${escape}P1$r0m${escape}\\`,
      `${escape}[2J${escape}[H${escape}[?1049h${escape}[6n`,
      `${escape}c${escape}(B`,
      '\u0007\u0008\u009b\u202e',
    ].join('');
    expect(plainText(`<b>${hostile}</b>`)).toBe('<b>link</b>');
  });

  it('does not take an unfinished sequence for text, nor other sequences for colours', () => {
    expect(plainText(`a${escape}[3`)).toBe('a');
    expect(plainText(`a${escape}]0;never ended`)).toBe('a');
    expect(parseLine(`${escape}[>4;1mx`, plainStyle).end).toEqual(plainStyle);
    expect(parseLine(`${escape}[31Kx`, plainStyle).end).toEqual(plainStyle);
  });

  it('reads a line of a megabyte of escapes in no time', async () => {
    const line = `${escape}[${';'.repeat(1_000)}`.repeat(1_000) + `${escape}]`.repeat(100_000);
    expect(await processorMs(() => plainText(line))).toBeLessThan(2_000);
  });
});
