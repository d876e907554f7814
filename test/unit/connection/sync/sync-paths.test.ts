import { describe, expect, test } from 'vitest';
import { foldersAbove, pathFault } from '../../../../main/connection/sync/sync-paths.ts';

describe('a path that a machine names', () => {
  test.each([
    'a',
    'a/b c/d',
    '.github/workflows/ci.yml',
    '.gitignore',
    'git',
    'a/.gitmodules',
    'ä/日本',
    'back\\slash',
    '~',
    '-rf',
  ])('may be part of a sync: %j', (path) => expect(pathFault(path, 'linux')).toBeUndefined());

  test.each([
    '',
    '/etc/passwd',
    '..',
    '../x',
    'a/../../x',
    './a',
    'a/.',
    'a//b',
    'a/',
    'line\nbreak',
    'bell\u0007',
    'nul\0',
    'c1\u0085',
    `${'x'.repeat(5000)}`,
  ])('leads elsewhere or cannot be shown: %j', (path) => expect(pathFault(path, 'linux')).toBe('unsafe'));

  test.each([
    '.git/hooks/pre-commit',
    'sub/.git/config',
    '.GIT/config',
    '.Git',
    'git~1/config',
    '.git./x',
    '.git /x',
    '.git::$INDEX_ALLOCATION/x',
    '.g\u200cit/config',
    '.git\ufeff/config',
  ])('would be run by git on some system: %j', (path) => expect(pathFault(path, 'linux')).toBe('repository'));

  test.each(['a\\..\\..\\b', 'C:\\Windows', 'file:stream'])('leads elsewhere on Windows: %j', (path) => {
    expect(pathFault(path, 'win32')).toBe('unsafe');
  });
});

test('folders above a path, the outermost first', () => {
  expect(foldersAbove('a/b/c')).toEqual(['a', 'a/b']);
  expect(foldersAbove('a')).toEqual([]);
});
