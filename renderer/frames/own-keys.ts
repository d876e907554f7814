import type { KeyCombination } from './control.ts';

/** The parts of a `KeyboardEvent` that tell a combination. */
export type PressedKeys = Pick<
  KeyboardEvent,
  'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey' | 'getModifierState'
>;

/** Which of `ownKeys` is pressed, if any. AltGr is no combination: it makes letters, and Windows calls it Ctrl+Alt. */
export function pressedOwnKeys(ownKeys: readonly KeyCombination[], press: PressedKeys): KeyCombination | undefined {
  if (press.getModifierState('AltGraph')) return undefined;
  return ownKeys.find(
    (keys) =>
      keys.code === press.code &&
      keys.ctrl === press.ctrlKey &&
      keys.alt === press.altKey &&
      keys.shift === press.shiftKey &&
      keys.meta === press.metaKey,
  );
}
