// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { provideCommands } from '../../../../renderer/state/commands.ts';
import { listenToShortcuts, matchesShortcut, shortcutLabel } from '../../../../renderer/state/shortcuts.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';

const stops: (() => void)[] = [];

function onPlatform(platform: 'linux' | 'darwin'): void {
  const main = new FakeMain();
  main.bridge.platform = platform;
  window.jumpseat = main.bridge;
}

function key(init: KeyboardEventInit): KeyboardEvent {
  return new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
}

/** Presses a key on an element made from the markup; gives the event. */
function press(markup: string, init: KeyboardEventInit): KeyboardEvent {
  document.body.innerHTML = markup;
  const event = key(init);
  (document.querySelector('[data-target]') ?? document.body).dispatchEvent(event);
  return event;
}

beforeEach(() => onPlatform('linux'));
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

describe('shortcuts', () => {
  it('reads Mod as Ctrl here and as Cmd on macOS', () => {
    expect(matchesShortcut(key({ key: 'k', ctrlKey: true }), 'Mod+K')).toBe(true);
    expect(matchesShortcut(key({ key: 'k', metaKey: true }), 'Mod+K')).toBe(false);
    onPlatform('darwin');
    expect(matchesShortcut(key({ key: 'k', metaKey: true }), 'Mod+K')).toBe(true);
    expect(matchesShortcut(key({ key: 'k', ctrlKey: true }), 'Mod+K')).toBe(false);
  });

  it('wants exactly the modifiers that are named', () => {
    expect(matchesShortcut(key({ key: 'K', ctrlKey: true, shiftKey: true }), 'Mod+K')).toBe(false);
    expect(matchesShortcut(key({ key: 'T', ctrlKey: true, shiftKey: true }), 'Mod+Shift+T')).toBe(true);
    expect(matchesShortcut(key({ key: 'Enter', ctrlKey: true, altKey: true }), 'Mod+Enter')).toBe(false);
  });

  it('takes plus with or without Shift, as keyboards differ', () => {
    expect(matchesShortcut(key({ key: '+', ctrlKey: true, shiftKey: true }), 'Mod++')).toBe(true);
    expect(matchesShortcut(key({ key: '+', ctrlKey: true }), 'Mod++')).toBe(true);
    expect(matchesShortcut(key({ key: '-', ctrlKey: true }), 'Mod+-')).toBe(true);
  });

  it('is written as the system does', () => {
    expect(shortcutLabel('Mod+Shift+T')).toBe('Ctrl+Shift+T');
    expect(shortcutLabel('ArrowDown')).toBe('↓');
    onPlatform('darwin');
    expect(shortcutLabel('Mod+Shift+T')).toBe('⌘⇧T');
  });
});

describe('keys in the window', () => {
  const run = vi.fn<(id: string) => void>();

  beforeEach(() => {
    run.mockClear();
    const command = (id: string, keys: string[]) => ({ id, title: id, group: 'test', keys, run: () => run(id) });
    stops.push(
      provideCommands(() => [
        command('palette', ['Mod+K', 'Mod+Shift+P']),
        command('search', ['/']),
        command('back', ['Escape']),
        command('next tab', ['Ctrl+Tab']),
        command('next part', ['F6', 'Ctrl+F6']),
      ]),
      listenToShortcuts(),
    );
  });

  it('run their command, and nothing else sees them', () => {
    const event = press('<button data-target>', { key: 'k', ctrlKey: true });
    expect(run).toHaveBeenCalledExactlyOnceWith('palette');
    expect(event.defaultPrevented).toBe(true);
  });

  it('type where text is typed, unless a modifier is held', () => {
    press('<input data-target>', { key: '/' });
    expect(run).not.toHaveBeenCalled();
    press('<input data-target>', { key: 'k', ctrlKey: true });
    expect(run).toHaveBeenCalledWith('palette');
  });

  it('with Enter leave a text alone, which may be about to be sent', () => {
    stops.push(
      provideCommands(() => [{ id: 'start', title: '', group: '', keys: ['Mod+Enter'], run: () => run('start') }]),
    );
    press('<textarea data-target></textarea>', { key: 'Enter', ctrlKey: true });
    expect(run).not.toHaveBeenCalled();
    press('<button data-target>', { key: 'Enter', ctrlKey: true });
    expect(run).toHaveBeenCalledWith('start');
  });

  it('go to the shell in a terminal, except those that no shell reads', () => {
    const terminal = '<div data-owns-keys><textarea data-target></textarea></div>';
    press(terminal, { key: 'k', ctrlKey: true });
    press(terminal, { key: 'Escape' });
    expect(run).not.toHaveBeenCalled();
    press(terminal, { key: 'P', ctrlKey: true, shiftKey: true });
    press(terminal, { key: 'Tab', ctrlKey: true });
    press(terminal, { key: 'F6' });
    press(terminal, { key: 'F6', ctrlKey: true });
    expect(run.mock.calls).toEqual([['palette'], ['next tab'], ['next part']]);
  });

  it('leave Escape to what is open on top', () => {
    document.body.innerHTML = '<div><button data-target></button></div>';
    document.querySelector('div')?.addEventListener('keydown', (event) => event.preventDefault());
    document.querySelector('button')?.dispatchEvent(key({ key: 'Escape' }));
    expect(run).not.toHaveBeenCalled();
    press('<button data-target>', { key: 'Escape' });
    expect(run).toHaveBeenCalledWith('back');
  });

  it('are all for an overlay while it is open', () => {
    press('<div data-owns-all-keys><input data-target></div>', { key: 'k', ctrlKey: true });
    expect(run).not.toHaveBeenCalled();
  });

  it('runs the command of what came on the screen last when two share a key', () => {
    stops.push(provideCommands(() => [{ id: 'newer', title: '', group: '', keys: ['/'], run: () => run('newer') }]));
    press('<button data-target>', { key: '/' });
    expect(run).toHaveBeenCalledExactlyOnceWith('newer');
  });
});
