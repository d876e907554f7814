// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest';
import { guessLayout, keyboardLayouts } from '../../../../renderer/features/screen/keyboard-layouts.ts';
import { combinationOf } from '../../../../renderer/features/screen/own-keys.ts';
import { pictureName } from '../../../../renderer/features/screen/screen-text.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';

beforeAll(() => {
  window.jumpseat = new FakeMain().bridge;
});

const noKeys = new Map<string, string>();

describe('the keyboard layout', () => {
  it('follows from what stands on the keys, else from the language', () => {
    const german = new Map([
      ['KeyQ', 'q'],
      ['KeyY', 'z'],
      ['Semicolon', 'ö'],
      ['Minus', 'ß'],
    ]);
    const french = new Map([['KeyQ', 'a']]);
    const english = new Map([
      ['KeyQ', 'q'],
      ['KeyY', 'y'],
      ['Semicolon', ';'],
    ]);
    expect(guessLayout('en-US', german)).toBe(0x407);
    expect(guessLayout('en-US', french)).toBe(0x40c);
    expect(guessLayout('de-DE', english)).toBe(0x409);
    expect(guessLayout('en-GB', english)).toBe(0x809);
    expect(guessLayout('de-CH', noKeys)).toBe(0x807);
    expect(guessLayout('de-AT', noKeys)).toBe(0x407);
    expect(guessLayout('xx', noKeys)).toBe(0x409);
  });

  it('has each number and name once', () => {
    expect(new Set(keyboardLayouts.map(({ id }) => id)).size).toBe(keyboardLayouts.length);
    const names = keyboardLayouts.map(({ name }) => name);
    expect(names).toEqual(names.toSorted((left, right) => left.localeCompare(right)));
  });
});

describe('a shortcut in a frame', () => {
  it('is known by its place, wherever its letter stands', () => {
    expect(combinationOf('Mod+Shift+P', noKeys)).toEqual({
      code: 'KeyP',
      ctrl: true,
      alt: false,
      shift: true,
      meta: false,
    });
    expect(combinationOf('Mod+Shift+W', new Map([['KeyZ', 'w']])).code).toBe('KeyZ');
    expect(combinationOf('Ctrl+PageDown', noKeys).code).toBe('PageDown');
    expect(combinationOf('Ctrl+Tab', noKeys).code).toBe('Tab');
  });
});

describe('the name of a picture', () => {
  it('has the session and the time, and nothing that a file cannot have', () => {
    const at = new Date(2026, 10, 22, 7, 31, 5);
    expect(pictureName({ title: 'storefront #412' }, at)).toBe('storefront-412 2026-11-22 07.31.05.png');
    expect(pictureName({ title: '../../etc/passwd' }, at)).toBe('etc-passwd 2026-11-22 07.31.05.png');
    expect(pictureName({ title: '###' }, at)).toBe('screen 2026-11-22 07.31.05.png');
  });
});
