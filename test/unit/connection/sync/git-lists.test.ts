import { describe, expect, test } from 'vitest';
import { MAX_CANDIDATES, joinLists, readChanges, readNames } from '../../../../main/connection/sync/git-lists.ts';

const OLD = 'a'.repeat(40);
const NEW = '0'.repeat(40);

function change(status: string, path: string | Buffer, modes = '100644 100644'): Buffer {
  return Buffer.concat([Buffer.from(`:${modes} ${OLD} ${NEW} ${status}\0`), Buffer.from(path), Buffer.from('\0')]);
}

describe('git diff --raw -z', () => {
  test('gives the paths of all kinds of changes as they are', () => {
    const names = ['plain', 'two words', "it\"s 'quoted'", 'line\nbreak', '日本語 ü 🎉', ':100644 looks like a head'];
    const output = Buffer.concat(names.map((name, index) => change('AMDTUM'[index] ?? 'M', name)));
    expect([...(readChanges(output)?.paths ?? [])]).toEqual(names);
  });

  test('is empty when nothing differs', () => {
    expect(readChanges(Buffer.alloc(0))?.paths.size).toBe(0);
  });

  test('takes object names of repositories with SHA-256', () => {
    const output = Buffer.from(`:100644 000000 ${'b'.repeat(64)} ${'0'.repeat(64)} D\0gone\0`);
    expect([...(readChanges(output)?.paths ?? [])]).toEqual(['gone']);
  });

  test('keeps submodules apart from files', () => {
    const list = readChanges(Buffer.concat([change('M', 'library', '160000 160000'), change('M', 'file')]));
    expect(list?.repositories).toEqual(['library']);
    expect([...(list?.paths ?? [])]).toEqual(['file']);
  });

  test('counts names that are no UTF-8', () => {
    const list = readChanges(Buffer.concat([change('M', Buffer.from([0x66, 0xff, 0xfe])), change('M', 'file')]));
    expect(list?.unreadableCount).toBe(1);
    expect([...(list?.paths ?? [])]).toEqual(['file']);
  });

  test.each([
    ['text that is no change', Buffer.from('warning: something\0path\0')],
    ['a change without a path', Buffer.from(`:100644 100644 ${OLD} ${NEW} M\0`)],
    ['an abbreviated object name', Buffer.from(':100644 100644 abc1234 0000000 M\0path\0')],
    ['a combined diff', Buffer.from(`::100644 100644 100644 ${OLD} ${OLD} ${NEW} MM\0path\0`)],
    ['a head that goes on for ever', Buffer.alloc(1_000_000, ':')],
    ['two paths for one change', Buffer.concat([change('M', 'one'), Buffer.from('two\0')])],
  ])('is refused when it is %s', (_what, output) => {
    expect(readChanges(output)).toBeUndefined();
  });

  test('stops at the limit and says so', () => {
    const output = Buffer.concat(
      Array.from({ length: MAX_CANDIDATES + 5 }, (_each, index) => change('M', `f${index}`)),
    );
    const list = readChanges(output);
    expect(list?.paths.size).toBe(MAX_CANDIDATES);
    expect(list?.isCut).toBe(true);
  });
});

describe('git ls-files -z', () => {
  test('gives paths, and clones within the clone', () => {
    const list = readNames(Buffer.from('new file\0vendor/clone/\0deep/er\nthan/this\0'));
    expect([...list.paths]).toEqual(['new file', 'deep/er\nthan/this']);
    expect(list.repositories).toEqual(['vendor/clone']);
  });

  test('stops at the limit and says so', () => {
    const list = readNames(
      Buffer.from(Array.from({ length: MAX_CANDIDATES + 1 }, (_each, index) => `${index}\0`).join('')),
    );
    expect(list.paths.size).toBe(MAX_CANDIDATES);
    expect(list.isCut).toBe(true);
  });

  test('two lists together have no path twice, and no more than the limit', () => {
    const one = readNames(Buffer.from('a\0b\0'));
    const other = readNames(Buffer.from('b\0c\0'));
    expect([...joinLists(one, other).paths]).toEqual(['a', 'b', 'c']);
    expect(joinLists(one, other).isCut).toBe(false);
    const many = readNames(
      Buffer.from(Array.from({ length: MAX_CANDIDATES }, (_each, index) => `${index}\0`).join('')),
    );
    expect(joinLists(many, one)).toMatchObject({ isCut: true });
    expect(joinLists(many, one).paths.size).toBe(MAX_CANDIDATES);
  });
});
