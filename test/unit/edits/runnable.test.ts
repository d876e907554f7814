import { describe, expect, test } from 'vitest';
import { canHaveName, wouldRun } from '../../../main/edits/runnable.ts';

describe('a file that a system would run', () => {
  test.each(['a.exe', 'A.EXE', 'a.tar.bat', 'a.cmd', 'a.com', 'a.ps1', 'a.vbs', 'a.lnk', 'a.url', 'a.msi', 'a.scr'])(
    '%s, wherever it is opened',
    (name) => {
      for (const platform of ['linux', 'darwin', 'win32'] as const) expect(wouldRun(name, platform)).toBe(true);
    },
  );

  test.each(['a.desktop', 'a.AppImage', 'a.command', 'a.app', 'a.scpt', 'a.terminal', 'a.jar', 'a.hta', 'a.reg'])(
    '%s',
    (name) => expect(wouldRun(name, 'linux')).toBe(true),
  );

  test('hides behind dots and spaces that Windows leaves out', () => {
    expect(wouldRun('a.exe. .', 'win32')).toBe(true);
  });

  test.each(['a.js', 'a.py', 'a.sh', 'a.rb'])('%s, on Windows alone', (name) => {
    expect(wouldRun(name, 'win32')).toBe(true);
    expect(wouldRun(name, 'linux')).toBe(false);
  });

  test.each(['a.txt', 'Makefile', 'a.c', '.bashrc', 'exe', 'a.exe.txt', 'report.pdf'])('is not %s', (name) => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) expect(wouldRun(name, platform)).toBe(false);
  });
});

describe('a name', () => {
  test.each(['', '.', '..', 'a/b', 'a\\b', 'a\nb', 'a\u0000', 'a\u202Eb', 'x'.repeat(201), ' a', 'ü'.repeat(101)])(
    'that no copy can have: %j',
    (name) => expect(canHaveName(name, 'linux')).toBe(false),
  );

  test.each(['con', 'NUL.txt', 'a:b', 'a?', 'a.', 'a '])('that Windows cannot have: %j', (name) => {
    expect(canHaveName(name, 'win32')).toBe(false);
  });

  test.each(['notes.txt', '.bashrc', 'a b', 'ünï 漢.txt', '-rf', "it's"])('that is as good as any: %j', (name) => {
    for (const platform of ['linux', 'win32'] as const) expect(canHaveName(name, platform)).toBe(true);
  });
});
