import { availableCommands } from './commands.ts';

/** Marks an element whose keys belong to a program on the other side, for example a terminal. */
export const OWNS_KEYS = 'data-owns-keys';

/** A shortcut on this system: its key as `KeyboardEvent.key` has it, in lower case. */
export interface Chord {
  key: string;
  ctrl: boolean;
  meta: boolean;
  shift: boolean;
  alt: boolean;
}

/** Keys that are typed with Shift on some layouts and without on others. */
const shiftless = new Set(['+', '=', '-', '?', '/']);

function isMac(): boolean {
  return window.jumpseat.platform === 'darwin';
}

export function chordOf(shortcut: string): Chord {
  const parts = shortcut.split('+');
  // "Mod++" ends in the plus key itself.
  const key = shortcut.endsWith('++') ? '+' : (parts.at(-1) ?? '');
  return {
    key: key.toLowerCase(),
    ctrl: parts.includes('Ctrl') || (parts.includes('Mod') && !isMac()),
    meta: parts.includes('Mod') && isMac(),
    shift: parts.includes('Shift'),
    alt: parts.includes('Alt'),
  };
}

/** True when the key event is this shortcut on this system. */
export function matchesShortcut(event: KeyboardEvent, shortcut: string): boolean {
  const chord = chordOf(shortcut);
  return (
    event.key.toLowerCase() === chord.key &&
    event.ctrlKey === chord.ctrl &&
    event.metaKey === chord.meta &&
    event.altKey === chord.alt &&
    (event.shiftKey === chord.shift || shiftless.has(chord.key))
  );
}

const macNames: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Shift: '⇧', Alt: '⌥', Enter: '↩' };
const keyNames: Record<string, string> = {
  Mod: 'Ctrl',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** The shortcut as this system writes it: "Ctrl+Shift+T", "⌘⇧T". */
export function shortcutLabel(shortcut: string): string {
  const parts = shortcut.split('+').map((part) => part || '+');
  const names = isMac() ? { ...keyNames, ...macNames } : keyNames;
  return parts.map((part) => names[part] ?? part).join(isMac() ? '' : '+');
}

/** In a terminal, Ctrl with a letter is for the shell: only what no shell sees is a shortcut there. */
function isFreeInTerminal(event: KeyboardEvent): boolean {
  if (event.metaKey) return true;
  if (!event.ctrlKey) return false;
  return event.shiftKey || ['F6', 'Tab', 'PageUp', 'PageDown', '=', '+', '-', '0'].includes(event.key);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;
}

/** Single keys are for typing where text is typed. */
function isPlain(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d+$/.test(event.key);
}

/** Marks an overlay that takes all keys while it is open. */
export const OWNS_ALL_KEYS = 'data-owns-all-keys';

function isInside(target: EventTarget | null, attribute: string): boolean {
  return target instanceof Element && target.closest(`[${attribute}]`) !== null;
}

function run(event: KeyboardEvent): void {
  const command = availableCommands().find(({ keys }) => keys?.some((shortcut) => matchesShortcut(event, shortcut)));
  if (command === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  command.run();
}

/** Runs commands by their shortcuts. The returned function stops. */
export function listenToShortcuts(): () => void {
  function onChord(event: KeyboardEvent): void {
    if (isPlain(event) || event.isComposing || isInside(event.target, OWNS_ALL_KEYS)) return;
    // In a text, Enter with a modifier means the text; it must not start something elsewhere.
    if (event.key === 'Enter' && isTyping(event.target)) return;
    if (!isInside(event.target, OWNS_KEYS) || isFreeInTerminal(event)) run(event);
  }
  function onPlain(event: KeyboardEvent): void {
    if (!isPlain(event) || event.defaultPrevented || event.isComposing) return;
    if (isTyping(event.target) || isInside(event.target, OWNS_KEYS) || isInside(event.target, OWNS_ALL_KEYS)) return;
    run(event);
  }
  // Chords before the focused element: a terminal would take them, and a menu must not act on them a second time.
  // Single keys after it: Escape closes what is open on top first.
  window.addEventListener('keydown', onChord, true);
  window.addEventListener('keydown', onPlain);
  return () => {
    window.removeEventListener('keydown', onChord, true);
    window.removeEventListener('keydown', onPlain);
  };
}
