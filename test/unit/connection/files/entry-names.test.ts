import { describe, expect, it } from 'vitest';
import {
  baseName,
  isThing,
  isUsableName,
  joinPath,
  parentPath,
  shownName,
  visibleText,
  withoutEndSlashes,
} from '../../../../main/connection/files/entry-names.ts';

describe('names of entries', () => {
  it.each(['', '.', '..', 'a/b', '/', 'nul\0', 'x'.repeat(1_025)])('no file can be named %j', (name) => {
    expect(isUsableName(name, 'posix')).toBe(false);
  });

  it.each(['...', '.a', '-rf', 'a\\b', ' ', '\n', 'ü'])('a file can be named %j', (name) => {
    expect(isUsableName(name, 'posix')).toBe(true);
  });

  it('a backslash leads elsewhere on Windows alone', () => {
    expect(isUsableName('a\\b', 'windows')).toBe(false);
  });
});

describe('what is shown', () => {
  it.each(['plain', 'two words', 'ünïcödé', '日本語', '👨‍👩‍👧', '❤️', '1️⃣', 'नमस्‍ते', 'می‌خواهم', 'a\\b', 'e\u0301'])(
    '%j shows itself',
    (name) => {
      expect(shownName(name)).toBeUndefined();
    },
  );

  it.each([
    ['photo\u202egnp.exe', 'photo\\u{202e}gnp.exe'],
    ['two\nlines\t\r', 'two\\nlines\\t\\r'],
    ['\u001b[31m', '\\u{1b}[31m'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['lat\u200din', 'lat\\u{200d}in'],
    ['variation\ufe0f', 'variation\\u{fe0f}'],
    ['no\u00a0break', 'no\\u{a0}break'],
    ['\u3000', '\\u{3000}'],
    [' ends ', '\\u{20}ends\\u{20}'],
    ['was\ufffdbytes', 'was\\u{fffd}bytes'],
    ['\u{e0041}tag', '\\u{e0041}tag'],
    ['line\u2028end', 'line\\u{2028}end'],
  ])('%j is written out', (name, shown) => {
    expect(shownName(name)).toBe(shown);
  });

  it('is cut where it is too long', () => {
    expect(visibleText('x'.repeat(20), 10)).toBe(`${'x'.repeat(10)}…`);
  });
});

describe('paths', () => {
  it.each(['/', '//', '/.', '/..', '/a/..', '/a/.', '/C:', '/C:/', '..', '.', ''])(
    '%j is nothing to remove',
    (path) => {
      expect(isThing(withoutEndSlashes(path))).toBe(false);
    },
  );

  it.each(['/a', '/a/b/', '/...', '/C:/x', 'a'])('%j can be removed', (path) => {
    expect(isThing(withoutEndSlashes(path))).toBe(true);
  });

  it('are joined and taken apart', () => {
    expect(joinPath('/', 'a')).toBe('/a');
    expect(joinPath('/a', 'b')).toBe('/a/b');
    expect(parentPath('/a/b/')).toBe('/a');
    expect(parentPath('/a')).toBe('/');
    expect(parentPath('/')).toBe('/');
    expect(baseName('/a/b//')).toBe('b');
    expect(withoutEndSlashes('///')).toBe('/');
    expect(withoutEndSlashes('/a//')).toBe('/a');
  });
});
