/** The clipboard call takes no more. */
const LIMIT_CHARACTERS = 1_048_576;

/**
 * The text that OSC 52 asks to put on the clipboard, or undefined for anything else: a request to read it ("?") is
 * never answered (xterm control sequences, "Manipulate Selection Data").
 * @param data what follows "52;", for example "c;aGVsbG8="
 */
export function clipboardText(data: string): string | undefined {
  const encoded = /^[a-z0-7]*;([A-Za-z0-9+/\s]+={0,2})$/.exec(data)?.[1];
  if (encoded === undefined || encoded.length > LIMIT_CHARACTERS * 2) return undefined;
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.length === 0 || text.length > LIMIT_CHARACTERS ? undefined : text;
  } catch {
    return undefined;
  }
}
