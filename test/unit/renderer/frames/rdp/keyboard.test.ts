import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeyCombination } from '../../../../../renderer/frames/control.ts';
import { Keyboard, type KeyPress } from '../../../../../renderer/frames/rdp/keyboard.ts';
import { scancodeOf } from '../../../../../renderer/frames/rdp/scancodes.ts';
import { recordInput } from './recorded-input.ts';

function press(code: string, more: Partial<KeyPress> & { locks?: string[] } = {}): KeyPress {
  const { locks = ['NumLock'], ...fields } = more;
  return {
    code,
    ctrlKey: false,
    altKey: false,
    shiftKey: false,
    metaKey: false,
    timeStamp: 0,
    getModifierState: (name) => locks.includes(name),
    ...fields,
  };
}

function startKeyboard(platform: 'mac' | 'windows' | 'linux' = 'linux', ownKeys: KeyCombination[] = []) {
  const { input, taken } = recordInput();
  const reported: KeyCombination[] = [];
  const keyboard = new Keyboard({ input, platform, ownKeys: () => ownKeys, onOwnKey: (keys) => reported.push(keys) });
  return { keyboard, taken, reported };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('scancodes', () => {
  it.each([
    ['Escape', 0x01],
    ['KeyA', 0x1e],
    ['Backquote', 0x29],
    ['IntlBackslash', 0x56],
    ['F10', 0x44],
    ['F12', 0x58],
    ['F24', 0x76],
    ['NumLock', 0x45],
    ['NumpadDecimal', 0x53],
    ['IntlRo', 0x73],
    ['IntlYen', 0x7d],
    ['Convert', 0x79],
    ['NumpadEnter', 0xe01c],
    ['ControlRight', 0xe01d],
    ['AltRight', 0xe038],
    ['PrintScreen', 0xe037],
    ['Delete', 0xe053],
    ['MetaLeft', 0xe05b],
    ['ContextMenu', 0xe05d],
    ['AudioVolumeUp', 0xe030],
    ['MediaSelect', 0xe06d],
  ])('has %s', (code, scancode) => {
    expect(scancodeOf(code)).toBe(scancode);
  });

  it('has no key twice', () => {
    const codes = ['KeyA', 'Numpad0', 'Insert', 'Home', 'Numpad7', 'NumpadDivide', 'Slash'].map(scancodeOf);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe('Keyboard', () => {
  it('presses, repeats and releases by the place of the key', () => {
    const { keyboard, taken } = startKeyboard();
    expect(keyboard.keyDown(press('KeyQ'))).toBe(true);
    keyboard.keyDown(press('KeyQ'));
    keyboard.keyUp(press('KeyQ'));
    expect(taken()).toEqual(['locks num', '+10', '+10', '-10']);
  });

  it('leaves keys alone that no machine knows', () => {
    const { keyboard, taken } = startKeyboard();
    expect(keyboard.keyDown(press('Fn'))).toBe(false);
    expect(keyboard.keyUp(press('Fn'))).toBe(false);
    expect(taken()).toEqual([]);
  });

  it('tells the locks again only when they are others than the machine has', () => {
    const { keyboard, taken } = startKeyboard();
    keyboard.keyDown(press('KeyA'));
    keyboard.keyDown(press('CapsLock'));
    keyboard.keyUp(press('CapsLock'));
    keyboard.keyDown(press('KeyB', { locks: ['NumLock', 'CapsLock'] }));
    expect(taken()).toEqual(['locks num', '+1e', '+3a', '-3a', '+30']);
    keyboard.keyDown(press('KeyC', { locks: ['NumLock'] }));
    expect(taken()).toEqual(['locks num', '+2e']);
    keyboard.releaseAll();
    keyboard.keyDown(press('KeyC', { locks: ['NumLock'] }));
    expect(taken()).toEqual(['release all', 'locks num', '+2e']);
  });

  it('keeps its own combinations, and lets go of what was held for them', () => {
    const own = { code: 'KeyK', ctrl: true, alt: false, shift: false, meta: false };
    const { keyboard, taken, reported } = startKeyboard('linux', [own]);
    keyboard.keyDown(press('ControlLeft', { ctrlKey: true }));
    expect(keyboard.keyDown(press('KeyK', { ctrlKey: true }))).toBe(true);
    expect(reported).toEqual([own]);
    expect(taken()).toEqual(['locks num', '+1d', 'release all']);
    keyboard.keyDown(press('KeyK', { ctrlKey: true, shiftKey: true }));
    expect(reported).toHaveLength(1);
  });

  it('sends Pause as Ctrl and NumLock, and as Break with Ctrl', () => {
    const { keyboard, taken } = startKeyboard();
    keyboard.keyDown(press('Pause'));
    keyboard.keyUp(press('Pause'));
    expect(taken()).toEqual(['+1d', '+45', '-45', '-1d']);
    keyboard.keyDown(press('ControlRight'));
    taken();
    keyboard.keyDown(press('Pause'));
    expect(taken()).toEqual(['+e046', '-e046']);
  });

  it('leaves out the Ctrl that Windows makes up for AltGr', () => {
    const { keyboard, taken } = startKeyboard('windows');
    keyboard.keyDown(press('ControlLeft', { timeStamp: 100 }));
    keyboard.keyDown(press('AltRight', { timeStamp: 101 }));
    keyboard.keyDown(press('KeyQ', { timeStamp: 150 }));
    // Both repeat while AltGr is held.
    keyboard.keyDown(press('ControlLeft', { timeStamp: 600 }));
    keyboard.keyDown(press('AltRight', { timeStamp: 600 }));
    keyboard.keyUp(press('KeyQ'));
    keyboard.keyUp(press('AltRight'));
    expect(taken().filter((line) => line.endsWith('1d'))).toEqual([]);
  });

  it('sends a real left Ctrl on Windows a moment later, or with the next key', () => {
    const { keyboard, taken } = startKeyboard('windows');
    keyboard.keyDown(press('ControlLeft', { timeStamp: 100 }));
    expect(taken()).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(taken()).toEqual(['+1d']);
    keyboard.keyUp(press('ControlLeft'));
    keyboard.keyDown(press('ControlLeft', { timeStamp: 300 }));
    keyboard.keyDown(press('KeyC', { timeStamp: 310 }));
    expect(taken()).toEqual(['-1d', '+1d', 'locks num', '+2e']);
    keyboard.keyUp(press('KeyC'));
    keyboard.keyUp(press('ControlLeft'));
    keyboard.keyDown(press('ControlLeft', { timeStamp: 900 }));
    keyboard.keyUp(press('ControlLeft'));
    expect(taken()).toEqual(['-2e', '-1d', '+1d', '-1d']);
  });

  it('lets go of what a Mac is silent about, and takes both turns of its Caps Lock', () => {
    const { keyboard, taken } = startKeyboard('mac');
    keyboard.keyDown(press('MetaLeft', { locks: [] }));
    keyboard.keyDown(press('KeyC', { locks: [] }));
    keyboard.keyUp(press('MetaLeft'));
    expect(taken()).toEqual(['locks num', '+e05b', '+2e', '-2e', '-e05b']);
    keyboard.keyDown(press('CapsLock'));
    keyboard.keyUp(press('CapsLock'));
    expect(taken()).toEqual(['+3a', '-3a', '+3a', '-3a']);
  });
});
