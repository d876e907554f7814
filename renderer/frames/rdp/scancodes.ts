/** Bit that marks a key whose code is sent after the prefix E0. */
const EXTENDED = 0xe000;

/** Codes without prefix, from 01 on, in the order of the first PC keyboards (IBM's scan code set 1). */
const plainRows: readonly (readonly [first: number, codes: string])[] = [
  [0x01, 'Escape Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal Backspace'],
  [0x0f, 'Tab KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter'],
  [0x1d, 'ControlLeft KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote'],
  [0x2a, 'ShiftLeft Backslash KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight'],
  [0x37, 'NumpadMultiply AltLeft Space CapsLock'],
  [0x3b, 'F1 F2 F3 F4 F5 F6 F7 F8 F9 F10'],
  [0x45, 'NumLock ScrollLock Numpad7 Numpad8 Numpad9 NumpadSubtract Numpad4 Numpad5 Numpad6 NumpadAdd'],
  [0x4f, 'Numpad1 Numpad2 Numpad3 Numpad0 NumpadDecimal'],
  [0x56, 'IntlBackslash F11 F12 NumpadEqual'],
  [0x64, 'F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23'],
  [0x70, 'KanaMode Lang2 Lang1 IntlRo'],
  [0x76, 'F24 Lang4 Lang3 Convert'],
  [0x7b, 'NonConvert'],
  [0x7d, 'IntlYen NumpadComma'],
];

/** Codes after the prefix E0. */
const extendedRows: readonly (readonly [first: number, codes: string])[] = [
  [0x08, 'Undo'],
  [0x0a, 'Paste'],
  [0x10, 'MediaTrackPrevious'],
  [0x17, 'Cut Copy MediaTrackNext'],
  [0x1c, 'NumpadEnter ControlRight'],
  [0x20, 'AudioVolumeMute LaunchApp2 MediaPlayPause'],
  [0x24, 'MediaStop'],
  [0x2c, 'Eject'],
  [0x2e, 'AudioVolumeDown'],
  [0x30, 'AudioVolumeUp'],
  [0x32, 'BrowserHome'],
  [0x35, 'NumpadDivide'],
  [0x37, 'PrintScreen AltRight'],
  [0x3b, 'Help'],
  [0x47, 'Home ArrowUp PageUp'],
  [0x4b, 'ArrowLeft'],
  [0x4d, 'ArrowRight'],
  [0x4f, 'End ArrowDown PageDown Insert Delete'],
  [0x5b, 'MetaLeft MetaRight ContextMenu Power Sleep'],
  [0x63, 'WakeUp'],
  [0x65, 'BrowserSearch BrowserFavorites BrowserRefresh BrowserStop BrowserForward BrowserBack'],
  [0x6b, 'LaunchApp1 LaunchMail MediaSelect'],
];

const scancodes = new Map<string, number>();
for (const [prefix, rows] of [[0, plainRows] as const, [EXTENDED, extendedRows] as const]) {
  for (const [first, codes] of rows) {
    for (const [index, code] of codes.split(' ').entries()) scancodes.set(code, prefix | (first + index));
  }
}

/** Ctrl and Pause together, a key of its own on the wire. */
export const BREAK = EXTENDED | 0x46;

/**
 * What RDP sends for a key, as MS-RDPBCGR 2.2.8.1.1.3.1.1.1 has it. Pause is not there: see {@link BREAK} and
 * keyboard.ts.
 * @param code a `KeyboardEvent.code` (https://www.w3.org/TR/uievents-code/)
 */
export function scancodeOf(code: string): number | undefined {
  return scancodes.get(code);
}

/** The scancode of a key that is known to be there. */
export function scancode(code: string): number {
  const found = scancodes.get(code);
  if (found === undefined) throw new Error(`No such key: ${code}`);
  return found;
}
