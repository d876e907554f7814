/** How text is drawn: what SGR sequences say (ECMA-48, 8.3.117, and xterm's 256 colours and RGB). */
export interface TextStyle {
  /** CSS colour values. */
  foreground?: string | undefined;
  background?: string | undefined;
  isBold?: boolean;
  isDim?: boolean;
  isItalic?: boolean;
  isUnderlined?: boolean;
  isStruck?: boolean;
  isInverse?: boolean;
  isHidden?: boolean;
}

export const plainStyle: TextStyle = {};

/** Levels of a channel in xterm's 6x6x6 colour cube. */
const cubeLevels = [0, 95, 135, 175, 215, 255] as const;

function indexedColour(index: number): string | undefined {
  if (index < 0 || index > 255) return undefined;
  if (index < 16) return `var(--ansi-${index})`;
  if (index >= 232) {
    const level = 8 + (index - 232) * 10;
    return `rgb(${level} ${level} ${level})`;
  }
  const offset = index - 16;
  const channels = [Math.floor(offset / 36), Math.floor(offset / 6) % 6, offset % 6];
  return `rgb(${channels.map((channel) => cubeLevels[channel]).join(' ')})`;
}

/** Reads the colour that follows 38 or 48; gives it with the number of parameters it took. */
function extendedColour(parameters: readonly number[]): { colour: string | undefined; taken: number } {
  const [form, ...rest] = parameters;
  if (form === 5) return { colour: indexedColour(rest[0] ?? -1), taken: 2 };
  if (form !== 2) return { colour: undefined, taken: 1 };
  const channels = rest.slice(0, 3);
  const isColour = channels.length === 3 && channels.every((channel) => channel >= 0 && channel <= 255);
  return { colour: isColour ? `rgb(${channels.join(' ')})` : undefined, taken: 4 };
}

const attributes: Record<number, Partial<TextStyle>> = {
  1: { isBold: true },
  2: { isDim: true },
  3: { isItalic: true },
  4: { isUnderlined: true },
  7: { isInverse: true },
  8: { isHidden: true },
  9: { isStruck: true },
  21: { isUnderlined: true },
  22: { isBold: false, isDim: false },
  23: { isItalic: false },
  24: { isUnderlined: false },
  27: { isInverse: false },
  28: { isHidden: false },
  29: { isStruck: false },
  39: { foreground: undefined },
  49: { background: undefined },
};

function plainColour(code: number): Partial<TextStyle> | undefined {
  if (code >= 30 && code <= 37) return { foreground: indexedColour(code - 30) };
  if (code >= 40 && code <= 47) return { background: indexedColour(code - 40) };
  if (code >= 90 && code <= 97) return { foreground: indexedColour(code - 82) };
  if (code >= 100 && code <= 107) return { background: indexedColour(code - 92) };
  return undefined;
}

/** The style after one SGR sequence, given what stands between "ESC [" and "m". */
export function applySgr(style: TextStyle, text: string): TextStyle {
  // "38:2::r:g:b" has an empty colour space; with it gone, colons mean the same as semicolons.
  const parameters = text
    .replace(/([34]8):2::/g, '$1:2:')
    .split(/[;:]/)
    .map(Number);
  let next = style;
  for (let index = 0; index < parameters.length; index += 1) {
    const code = parameters[index] ?? 0;
    if (code === 0) next = plainStyle;
    else if (code === 38 || code === 48) {
      const { colour, taken } = extendedColour(parameters.slice(index + 1));
      if (colour !== undefined) next = { ...next, [code === 38 ? 'foreground' : 'background']: colour };
      index += taken;
    } else next = { ...next, ...(attributes[code] ?? plainColour(code)) };
  }
  return next;
}
