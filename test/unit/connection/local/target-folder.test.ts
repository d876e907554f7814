import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_DEPTH, openTarget } from '../../../../main/connection/local/target-folder.ts';

let base: string;
let root: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'target-'));
  root = join(base, 'chosen');
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const linux = () => openTarget(root, { platform: 'linux' });

describe('a chosen folder', () => {
  it('makes the folders above a file, but not the file', async () => {
    expect(await linux().place('a/b/c.txt')).toEqual({ ok: true, value: { path: join(root, 'a/b/c.txt') } });
    expect(readdirSync(root, { recursive: true }).toSorted()).toEqual(['a', 'a/b']);
  });

  it.each(['../out', 'a/../../out', '/etc/passwd', 'a//b', 'a/./b', '', 'a/', 'a/b\0c', '..'])(
    'refuses the path %j and makes nothing for it',
    async (path) => {
      for (const place of ['place', 'placeFolder'] as const) {
        expect(await linux()[place](path)).toMatchObject({ ok: false, problem: { code: 'unsafe-name' } });
      }
      expect(readdirSync(base, { recursive: true })).toEqual(['chosen']);
    },
  );

  it('follows no link in the way, wherever it leads, but the one that was chosen itself', async () => {
    mkdirSync(join(base, 'outside'));
    symlinkSync(join(base, 'outside'), join(root, 'link'));
    symlinkSync(join(base, 'nowhere'), join(root, 'broken'));
    for (const path of ['link/file', 'link/deep/file', 'broken/file']) {
      expect(await linux().place(path)).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
    }
    expect(await linux().placeFolder('link')).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
    expect(readdirSync(join(base, 'outside'))).toEqual([]);
    expect(existsSync(join(base, 'nowhere'))).toBe(false);
    symlinkSync(root, join(base, 'chosen too'));
    const through = openTarget(join(base, 'chosen too'), { platform: 'linux' });
    expect((await through.place('x/y')).ok).toBe(true);
  });

  it('says that a file is in the way, and goes on once it is gone', async () => {
    writeFileSync(join(root, 'a'), '');
    const target = linux();
    expect(await target.place('a/b')).toMatchObject({ ok: false, problem: { code: 'already-exists' } });
    rmSync(join(root, 'a'));
    expect((await target.place('a/b')).ok).toBe(true);
  });

  it('looks again at folders it has seen when it is told to', async () => {
    const target = linux();
    await target.place('a/b');
    rmSync(join(root, 'a'), { recursive: true });
    symlinkSync(base, join(root, 'a'));
    target.forget();
    expect(await target.place('a/b')).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
  });

  it('has an end to its depth', async () => {
    const deep = Array.from({ length: MAX_DEPTH + 1 }, () => 'd').join('/');
    expect(await linux().place(deep)).toMatchObject({ ok: false, problem: { code: 'limit-reached' } });
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('a system without upper and lower case', () => {
  const target = () => openTarget(root, { platform: 'darwin' });
  const namesOf = async (paths: string[], folder = target()) => {
    const names: string[] = [];
    for (const path of paths) {
      const placed = await folder.place(path);
      names.push(placed.ok ? (placed.value.renamedTo ?? path) : placed.problem.code);
    }
    return names;
  };

  it('gives each of two names that would be one a name of its own, the same one every time', async () => {
    const folder = target();
    const paths = ['README', 'readme', 'ReadMe', 'readme (2)', 'caf\u00E9.txt', 'cafe\u0301.txt'];
    const names = ['README', 'readme (2)', 'ReadMe (3)', 'readme (2) (2)', 'caf\u00E9.txt', 'cafe\u0301 (2).txt'];
    expect(await namesOf(paths, folder)).toEqual(names);
    expect(await namesOf(paths.toReversed(), folder)).toEqual(names.toReversed());
  });

  it('does so for folders, with everything in them', async () => {
    expect(await namesOf(['Docs/a', 'docs/a', 'Docs/A', 'docs/b/c'])).toEqual([
      'Docs/a',
      'docs (2)/a',
      'Docs/A (2)',
      'docs (2)/b/c',
    ]);
    expect(readdirSync(root).toSorted()).toEqual(['Docs', 'docs (2)']);
  });
});

describe('Windows', () => {
  it('gets names that it can have, and none that lead elsewhere', async () => {
    const target = openTarget(root, { platform: 'win32' });
    const renamed = async (path: string) => {
      const placed = await target.place(path);
      return placed.ok ? placed.value.renamedTo : placed.problem.code;
    };
    expect(await renamed('src/aux.c')).toBe('src/aux_.c');
    expect(await renamed('what?.txt')).toBe('what_.txt');
    expect(await renamed('what*.txt')).toBe('what_ (2).txt');
    expect(await renamed('plain')).toBeUndefined();
    expect(await renamed('nul/x. ')).toBe('nul_/x__');
    expect(await renamed('a\\..\\..\\b')).toBe('unsafe-name');
    expect(await renamed('C:evil')).toBe('unsafe-name');
  });
});
