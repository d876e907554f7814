import { describe, expect, it } from 'vitest';
import { posixDialect, windowsDialect } from '../../../main/buildhost/access/sftp/paths.ts';

const wire = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('paths on POSIX', () => {
  it('start at the base when they are relative, and are left to the system otherwise', () => {
    expect(posixDialect.resolve('/srv', wire('a/../b'))).toBe('/srv/a/../b');
    expect(posixDialect.resolve('/', wire('a'))).toBe('/a');
    expect(posixDialect.resolve('/srv', wire('/etc/hosts'))).toBe('/etc/hosts');
  });

  it('keep every byte of a name', () => {
    const name = Buffer.from([0x2f, 0xe9, 0xff, 0x01, 0xc3, 0xa9]);
    const path = posixDialect.resolve('/srv', name);
    expect(posixDialect.toWire(path)).toEqual(name);
    expect(posixDialect.forSystem(path)).toEqual(name);
    expect(posixDialect.fromSystem(name)).toBe(path);
    expect(posixDialect.toWire(posixDialect.fromSystem('/grün'))).toEqual(wire('/grün'));
  });

  it('are refused when empty or with a NUL byte', () => {
    expect(() => posixDialect.resolve('/srv', wire(''))).toThrow('empty');
    expect(() => posixDialect.resolve('/srv', wire('a\0b'))).toThrow('NUL');
  });
});

describe('paths on Windows', () => {
  const base = 'C:\\Users\\me\\work';

  it.each([
    ['/C:/Users/me', 'C:\\Users\\me'],
    ['C:/Users/me', 'C:\\Users\\me'],
    ['/c:', 'c:\\'],
    ['/C:/', 'C:\\'],
    ['/C:/a/../b', 'C:\\b'],
    ['sub/file', 'C:\\Users\\me\\work\\sub\\file'],
    ['.', base],
    ['//server/share/x', '\\\\server\\share\\x'],
  ])('read %s as %s', (given, expected) => {
    expect(windowsDialect.resolve(base, wire(given))).toBe(expected);
  });

  it.each([
    ['C:\\Users\\me', '/C:/Users/me'],
    ['\\\\?\\C:\\long', '/C:/long'],
    ['\\\\server\\share\\x', '//server/share/x'],
    ['..\\sibling', '../sibling'],
  ])('show %s as %s', (given, expected) => {
    expect(windowsDialect.toWire(given).toString()).toBe(expected);
  });

  it('turn the target of a link round', () => {
    expect(windowsDialect.verbatim(wire('/C:/target'))).toBe('C:\\target');
    expect(windowsDialect.verbatim(wire('../target'))).toBe('..\\target');
  });
});
