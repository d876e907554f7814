import { availableCommands, type Command } from '../../state/commands.ts';
import { chordOf } from '../../state/shortcuts.ts';
import type { KeyCombination } from '../../frames/control.ts';

/** What leads out of a screen, also while every other key goes to the machine. */
const waysOut = new Set(['screen.release', 'screen.fullScreen']);
const ownCommands = new Set([...waysOut, 'palette.open', 'tab.next', 'tab.previous', 'tab.close']);

const codes: Record<string, string> = {
  ',': 'Comma',
  '.': 'Period',
  '-': 'Minus',
  '=': 'Equal',
  '+': 'Equal',
  '/': 'Slash',
  '`': 'Backquote',
  tab: 'Tab',
  enter: 'Enter',
  escape: 'Escape',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  end: 'End',
  home: 'Home',
};

function codeOf(key: string, layout: ReadonlyMap<string, string>): string {
  for (const [code, character] of layout) if (character === key) return code;
  if (/^[a-z]$/.test(key)) return `Key${key.toUpperCase()}`;
  if (/^\d$/.test(key)) return `Digit${key}`;
  return codes[key] ?? key.toUpperCase();
}

/** @param layout what stands on the keys, by code */
export function combinationOf(shortcut: string, layout: ReadonlyMap<string, string>): KeyCombination {
  const { key, ctrl, alt, shift, meta } = chordOf(shortcut);
  return { code: codeOf(key, layout), ctrl, alt, shift, meta };
}

/** Ctrl with a letter, and a key alone, mean something on nearly every machine. */
function isFree({ code, ctrl, alt, shift, meta }: KeyCombination): boolean {
  return meta || (ctrl && (alt || shift || code === 'Tab' || code.startsWith('Page')));
}

function combinations({ keys = [] }: Command, layout: ReadonlyMap<string, string>): KeyCombination[] {
  return keys.map((shortcut) => combinationOf(shortcut, layout)).filter(isFree);
}

/** Which combinations stay with Jumpseat while a screen has the keys. */
export function ownKeys(sendsAllKeys: boolean, layout: ReadonlyMap<string, string>): KeyCombination[] {
  const wanted = sendsAllKeys ? waysOut : ownCommands;
  return availableCommands()
    .filter(({ id }) => wanted.has(id))
    .flatMap((command) => combinations(command, layout));
}

function isSame(left: KeyCombination, right: KeyCombination): boolean {
  return (
    left.code === right.code &&
    left.ctrl === right.ctrl &&
    left.alt === right.alt &&
    left.shift === right.shift &&
    left.meta === right.meta
  );
}

/** The command that a combination, pressed in a screen, stands for. */
export function commandOf(pressed: KeyCombination, layout: ReadonlyMap<string, string>): Command | undefined {
  return availableCommands().find(
    (command) =>
      ownCommands.has(command.id) && combinations(command, layout).some((combination) => isSame(combination, pressed)),
  );
}

/** Leads out of a screen that fills the display. */
export function isWayOut({ id }: Command): boolean {
  return waysOut.has(id);
}
