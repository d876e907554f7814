import { describe, expect, it } from 'vitest';
import {
  cleanPaste,
  cleanTitle,
  countLines,
  endOf,
  excerpt,
  hasLineEnd,
  webAddress,
} from '../../../renderer/features/terminal/terminal-text.ts';

describe('a title set by a program', () => {
  it('is one line of visible text', () => {
    expect(cleanTitle('npm test\r\n\x07\x1b[31m')).toBe('npm test [31m');
    expect(cleanTitle('\u009b\u0085a\u0000b')).toBe('a b');
  });
  it('cannot turn the direction of what stands beside it, or hide anything', () => {
    expect(cleanTitle('safe\u202egnp.exe\u2066\u200b\ufeff\u061c')).toBe('safegnp.exe');
    expect(cleanTitle('\u2029\u2028 ')).toBe('');
  });
  it('keeps emoji whole and is cut at 256 characters', () => {
    expect(cleanTitle('👩‍👩‍👧 ok')).toBe('👩‍👩‍👧 ok');
    expect([...cleanTitle('😀'.repeat(5000))]).toHaveLength(256);
  });
});

describe('a paste', () => {
  it('loses every control character but tabs and line ends, and so the end mark of a bracketed paste', () => {
    expect(cleanPaste('a\x1b[201~rm -rf ~\x9b201~\u009d\x00\x7f\tb')).toBe('a[201~rm -rf ~201~\tb');
  });
  it('has one kind of line end', () => {
    expect(cleanPaste('a\r\nb\rc\nd')).toBe('a\nb\nc\nd');
  });
  it.each([
    ['one', 1, false],
    ['one\n', 1, true],
    ['one\ntwo', 2, true],
    ['one\ntwo\n', 2, true],
    ['\n\n', 2, true],
  ])('%j runs %i lines', (text, lines, runs) => {
    expect(countLines(text)).toBe(lines);
    expect(hasLineEnd(text)).toBe(runs);
  });
  it('is quoted on one short line', () => {
    expect(excerpt('  a\n\tb  ')).toBe('a b');
    expect([...excerpt('😀'.repeat(500), 80)]).toHaveLength(80);
  });
});

it.each([
  ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
  ['http://example.com', 'http://example.com/'],
  ['file:///etc/passwd', undefined],
  ['javascript:alert(1)', undefined],
  ['ssh://-oProxyCommand=x', undefined],
  ['not an address', undefined],
])('opens %s as %s', (text, address) => {
  expect(webAddress(text)).toBe(address);
});

it('says how a process ended', () => {
  expect(endOf({ code: 1 })).toBe('process ended with 1');
  expect(endOf({ signal: 'SIGTERM' })).toBe('process ended by SIGTERM');
  expect(endOf({})).toBe('process ended');
});
