import { describe, expect, test } from 'vitest';
import { logWindow } from '../../../main/providers/log-window.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const whole = { at: 5, complete: true };

describe('a page of a log', () => {
  test('has everything from an offset on, with its positions in bytes', () => {
    expect(logWindow(bytes('grün\nblau\n'), { offset: 6 }, whole)).toEqual({
      chunks: [{ offset: 6, at: 5, text: 'blau\n' }],
      nextOffset: 11,
      endOffset: 11,
      omittedBytes: 0,
      complete: true,
    });
  });

  test('has no chunk when there is nothing new', () => {
    expect(logWindow(bytes('abc'), { offset: 3 }, whole)).toMatchObject({ chunks: [], nextOffset: 3, endOffset: 3 });
    expect(logWindow(bytes('abc'), { offset: 99 }, whole)).toMatchObject({ chunks: [], nextOffset: 3 });
  });

  test('a tail begins at the start of a line', () => {
    const page = logWindow(bytes('first line\nsecond\nthird\n'), { tailBytes: 10 }, whole);
    expect(page.chunks).toEqual([{ offset: 18, at: 5, text: 'third\n' }]);
  });

  test('a tail that is longer than the log is the log', () => {
    expect(logWindow(bytes('one\ntwo\n'), { tailBytes: 1000 }, whole).chunks[0]).toMatchObject({
      offset: 0,
      text: 'one\ntwo\n',
    });
  });

  test('pages of a long log join without a gap and tear no character apart', () => {
    const log = bytes('a'.repeat(100) + '€'.repeat(250_000));
    let text = '';
    let offset = 0;
    for (let pages = 0; pages < 10 && offset < log.length; pages += 1) {
      const page = logWindow(log, { offset }, whole);
      expect(page.chunks[0]?.offset).toBe(offset);
      text += page.chunks[0]?.text ?? '';
      offset = page.nextOffset;
    }
    expect(text).toBe('a'.repeat(100) + '€'.repeat(250_000));
  });

  test('half a character at the end of a log that still grows waits for its other half', () => {
    const euro = bytes('ab€');
    const growing = logWindow(euro.subarray(0, 4), { offset: 0 }, { at: 0, complete: false });
    expect(growing).toMatchObject({ chunks: [{ text: 'ab' }], nextOffset: 2, endOffset: 4 });
    expect(logWindow(euro, { offset: 2 }, { at: 0, complete: false }).chunks[0]?.text).toBe('€');
  });

  test('bytes that are no text come through as marks, not as an error', () => {
    const page = logWindow(new Uint8Array([0x61, 0xff, 0x62, 0x80]), { offset: 0 }, whole);
    expect(page).toMatchObject({ nextOffset: 4, chunks: [{ text: 'a\uFFFDb\uFFFD' }] });
  });
});
