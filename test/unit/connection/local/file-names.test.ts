import { describe, expect, it } from 'vitest';
import {
  fittingName,
  foldedName,
  nameFault,
  numberedName,
  partName,
} from '../../../../main/connection/local/file-names.ts';

describe('names that come from a machine', () => {
  it.each([
    '',
    '.',
    '..',
    'a/b',
    '/etc',
    'a\0b',
    'a\nb',
    'a\u001Bb',
    'a\u0085b',
    'a'.repeat(256),
    'é'.repeat(128),
    '\uD800',
  ])('refuses %j everywhere', (name) => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(nameFault(name, platform)?.code).toBe('unsafe-name');
    }
  });

  it.each(['..\\up', 'C:', 'file:stream', '\\\\host\\share'])(
    'refuses %j on Windows, where it leads elsewhere',
    (name) => {
      expect(nameFault(name, 'win32')?.code).toBe('unsafe-name');
      expect(nameFault(name, 'linux')).toBeUndefined();
    },
  );

  it('shows a refused name as what it is', () => {
    expect(nameFault('a\u202Etxt.exe\n', 'linux')?.message).toBe('The name “atxt.exe” has control characters in it.');
  });

  it.each(['...', '-rf', ' ', 'a b', '日本語', '$(x)', '*', 'a'.repeat(255), '.ssh'])('takes %j as it is', (name) => {
    expect(nameFault(name, 'linux')).toBeUndefined();
    expect(fittingName(name, 'linux')).toBe(name);
  });

  it.each([
    ['CON', 'CON_'],
    ['con.txt', 'con_.txt'],
    ['NUL .log', 'NUL_ .log'],
    ['LPT¹', 'LPT¹_'],
    ['COM1', 'COM1_'],
    ['COM10', 'COM10'],
    ['console', 'console'],
    ['name.', 'name_'],
    ['name. .', 'name___'],
    ['...', '___'],
    ['a<b>"c|d?e*', 'a_b__c_d_e_'],
    ['notes.txt', 'notes.txt'],
  ])('calls %j on Windows %j', (name, expected) => {
    expect(fittingName(name, 'win32')).toBe(expected);
  });
});

it('knows names that are one without upper and lower case, or composed and not', () => {
  expect(foldedName('README')).toBe(foldedName('readme'));
  expect(foldedName('caf\u00E9')).toBe(foldedName('cafe\u0301'));
  expect(foldedName('stra\u00DFe')).toBe(foldedName('STRASSE'));
  expect(foldedName('a')).not.toBe(foldedName('b'));
});

it('numbers a name before its extension, and keeps it short enough', () => {
  expect(numberedName('notes.txt', 2)).toBe('notes (2).txt');
  expect(numberedName('.profile', 2)).toBe('.profile (2)');
  expect(numberedName('Makefile', 3)).toBe('Makefile (3)');
  const long = numberedName(`${'ä'.repeat(125)}.txt`, 2);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(255);
  expect(long.endsWith(' (2).txt')).toBe(true);
  expect(long.isWellFormed()).toBe(true);
});

it('cuts the name of what is half-written in whole characters to 255 bytes', () => {
  expect(partName('log.txt', 'k3x9')).toBe('log.txt.k3x9.part');
  for (const name of ['x'.repeat(255), '日'.repeat(85), `x${'😀'.repeat(63)}`]) {
    const part = partName(name, 'k3x9');
    expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(part)).toBeGreaterThan(250);
    expect(part.endsWith('.k3x9.part')).toBe(true);
    expect(part.isWellFormed()).toBe(true);
  }
});
