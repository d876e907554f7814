import { describe, expect, it } from 'vitest';
import { windowKey } from '../../../renderer/features/terminal/terminal-keys.ts';
import type { Platform } from '../../../renderer/features/terminal/terminal-keys.ts';

function press(keys: string, platform: Platform, situation: { hasSelection?: boolean; hasEnded?: boolean } = {}) {
  const parts = keys.split('+');
  return windowKey(
    {
      key: parts.at(-1) ?? '',
      ctrlKey: parts.includes('Ctrl'),
      shiftKey: parts.includes('Shift'),
      metaKey: parts.includes('Cmd'),
      altKey: parts.includes('Alt'),
    },
    { platform, hasSelection: false, hasEnded: false, ...situation },
  );
}

describe('keys of the window in a terminal', () => {
  it.each([
    ['Ctrl+Shift+C', 'linux', 'copy'],
    ['Ctrl+Shift+V', 'linux', 'paste'],
    ['Shift+Insert', 'linux', 'paste'],
    ['Ctrl+Insert', 'linux', 'copy'],
    ['Ctrl+Shift+F', 'win32', 'find'],
    ['Ctrl+v', 'win32', 'paste'],
    ['Cmd+c', 'darwin', 'copy'],
    ['Cmd+v', 'darwin', 'paste'],
    ['Cmd+f', 'darwin', 'find'],
  ] as const)('%s on %s means %s', (keys, platform, meaning) => {
    expect(press(keys, platform)).toBe(meaning);
  });

  it.each([
    ['Ctrl+c', 'linux'],
    ['Ctrl+v', 'linux'],
    ['Ctrl+f', 'linux'],
    ['Ctrl+c', 'win32'],
    ['Ctrl+c', 'darwin'],
    ['Ctrl+Alt+Shift+c', 'linux'],
    ['Enter', 'linux'],
    ['Ctrl+d', 'linux'],
    ['c', 'linux'],
  ] as const)('%s on %s goes to the program', (keys, platform) => {
    expect(press(keys, platform)).toBeUndefined();
  });

  it('copies with Ctrl+C on Windows only when something is selected', () => {
    expect(press('Ctrl+c', 'win32', { hasSelection: true })).toBe('copy');
  });

  it('gives Enter and Ctrl+D a meaning of their own once the program has ended', () => {
    expect(press('Enter', 'linux', { hasEnded: true })).toBe('reopen');
    expect(press('Ctrl+d', 'linux', { hasEnded: true })).toBe('close');
  });
});
