const BELL = 0x07;
const CANCEL = 0x18;
const SUBSTITUTE = 0x1a;
const ESCAPE = 0x1b;

/** Where in a terminal's output a byte stands (ECMA-48): in text, or somewhere in an escape sequence. */
export const places = {
  text: 0,
  escape: 1,
  /** Between an escape and the end of a sequence such as "ESC ( B". */
  intermediate: 2,
  /** In a control sequence: "ESC [ 1 m". */
  control: 3,
  /** In a string: a window's title, a mark of a shell. */
  string: 4,
  /** After an escape within a string, which may end it. */
  stringEscape: 5,
} as const;

export type Place = (typeof places)[keyof typeof places];

function afterEscape(byte: number): Place {
  if (byte === ESCAPE) return places.escape;
  if (byte === 0x5b) return places.control;
  // OSC, DCS, SOS, PM, APC
  if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) return places.string;
  return byte >= 0x20 && byte <= 0x2f ? places.intermediate : places.text;
}

/** Where the byte after `byte` stands. */
export function placeAfter(place: Place, byte: number): Place {
  switch (place) {
    case places.text:
      return byte === ESCAPE ? places.escape : places.text;
    case places.escape:
      return afterEscape(byte);
    case places.intermediate:
      if (byte === ESCAPE) return places.escape;
      return byte >= 0x20 && byte <= 0x2f ? places.intermediate : places.text;
    case places.control:
      if (byte === ESCAPE) return places.escape;
      if (byte === CANCEL || byte === SUBSTITUTE) return places.text;
      return byte >= 0x40 && byte <= 0x7e ? places.text : places.control;
    case places.string:
      if (byte === ESCAPE) return places.stringEscape;
      return byte === BELL || byte === CANCEL || byte === SUBSTITUTE ? places.text : places.string;
    case places.stringEscape:
      return byte === 0x5c ? places.text : afterEscape(byte);
  }
}
