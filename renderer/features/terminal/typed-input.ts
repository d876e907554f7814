/** Something a person did to a terminal: keys, as that terminal sends them, or a text that was pasted. */
export type TypedInput = { kind: 'keys'; text: string } | { kind: 'paste'; text: string };

/** Arrows, Home and End without other keys; they alone depend on a mode (DECCKM, xterm control sequences "PC-Style"). */
const cursorKey = /^\u001b[O[]([ABCDFH])$/u;

/** Keys that were typed in one terminal, as another one sends them. */
export function keysFor(text: string, { applicationCursorKeysMode }: { applicationCursorKeysMode: boolean }): string {
  const key = cursorKey.exec(text)?.[1];
  return key === undefined ? text : `\u001b${applicationCursorKeysMode ? 'O' : '['}${key}`;
}

/**
 * Whether what a terminal sends was typed. Mouse reports, focus reports and answers to programs start with an escape;
 * keys that do so were announced as keys, and text of an input method has none.
 * @param key the last key that was announced, as it is sent
 */
export function isTyped(text: string, key: string | undefined): boolean {
  return text === key || !/[\u001b\u0080-\u009f]/u.test(text);
}
