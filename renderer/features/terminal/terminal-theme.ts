import type { ITheme } from '@xterm/xterm';

const ansiNames = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const;

/** On dark, programs show their colours as they are; on light, many of them would not be readable. */
const contrastRatios: Record<string, number> = { light: 4.5, contrast: 7 };

export interface TerminalLook {
  theme: ITheme;
  fontFamily: string;
  /** WCAG ratio that text keeps against whatever is behind it. */
  minimumContrastRatio: number;
  /** Behind search results. */
  mark: string;
  currentMark: string;
}

/** Reads the design tokens that hold for `element` now; the theme is whatever the document shows. */
export function readLook(element: Element): TerminalLook {
  const tokens = getComputedStyle(element);
  const token = (name: string) => tokens.getPropertyValue(name).trim();
  const theme: ITheme = {
    background: token('--well') || token('--bg'),
    foreground: token('--text'),
    cursor: token('--text'),
    cursorAccent: token('--well') || token('--bg'),
    selectionBackground: token('--selected-line') || token('--accent'),
    scrollbarSliderBackground: token('--thumb') || token('--line'),
    scrollbarSliderHoverBackground: token('--line-strong') || token('--faint'),
    scrollbarSliderActiveBackground: token('--faint'),
  };
  for (const [index, name] of ansiNames.entries()) {
    const colour = token(`--ansi-${index}`);
    if (colour !== '') theme[name] = colour;
  }
  return {
    theme,
    fontFamily: token('--mono') || 'monospace',
    minimumContrastRatio: contrastRatios[document.documentElement.dataset['theme'] ?? ''] ?? 1,
    mark: token('--mark') || token('--line'),
    currentMark: token('--mark-current') || token('--warn'),
  };
}
