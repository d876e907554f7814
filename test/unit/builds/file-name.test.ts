import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../../main/builds/file-name.ts';

describe('the name a file of a build is saved under', () => {
  it.each([
    ['report.html', 'report.html'],
    ['coverage/lcov/index.html', 'index.html'],
    ['..\\..\\Windows\\win.ini', 'win.ini'],
    ['../../../etc/passwd', 'passwd'],
    ['/', 'artifact'],
    ['..', 'artifact'],
    ['', 'artifact'],
    ['folder/', 'folder'],
    ['.bashrc', 'bashrc'],
    ['trailing. . ', 'trailing'],
    ['a\u0000b\u001B[31mc\n.txt', 'abc .txt'],
    ['gpj\u202Eexe.txt', 'gpjexe.txt'],
    ['what?: <this> "is" | *.txt', 'what__ _this_ _is_ _ _.txt'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['COM1', '_COM1'],
    ['console.log', 'console.log'],
    ['-rf', '-rf'],
  ])('%j becomes %j', (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });

  it('is short enough, and keeps its ending', () => {
    const name = safeFileName(`${'x'.repeat(500)}.tar.gz`);
    expect(name).toHaveLength(120);
    expect(name.endsWith('.tar.gz')).toBe(true);
  });
});
