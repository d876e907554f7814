import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../../renderer/styles/tokens.css', import.meta.url), 'utf8');

/** The colours of a theme, the dark ones where it has none of its own. */
function colours(theme: string | undefined): Map<string, string> {
  const selector = theme === undefined ? ':root {' : `:root[data-theme='${theme}'] {`;
  const body = css.slice(css.indexOf(selector)).split('}')[0] ?? '';
  const own = [...body.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  return new Map([...(theme === undefined ? [] : colours(undefined)), ...own]);
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((left, right) => right - left);
  return (light + 0.05) / (dark + 0.05);
}

const everywhere = ['bg', 'panel', 'raised', 'raised-hover', 'selected'];
const ansi = Array.from({ length: 16 }, (_, index) => `ansi-${index}`);

/** Text colours, and what they stand on. */
const uses: Record<string, readonly string[]> = {
  text: [...everywhere, 'bad-surface', 'warn-surface', 'run-surface', 'well'],
  dim: [...everywhere, 'bad-surface', 'warn-surface', 'run-surface'],
  faint: ['bg', 'panel', 'raised', 'selected', 'well'],
  bad: ['bg', 'panel', 'raised', 'bad-surface'],
  'bad-soft': ['bg', 'selected'],
  warn: ['panel', 'bg', 'raised', 'raised-hover', 'well'],
  'accent-ink': ['accent', 'accent-hover'],
  'log-text': ['well', 'mark'],
  'mark-current-ink': ['mark-current'],
  ...Object.fromEntries(ansi.map((name) => [name, ['well']])),
};

describe.each([
  { theme: undefined, least: 4.5 },
  { theme: 'light', least: 4.5 },
  { theme: 'contrast', least: 7 },
])('the theme $theme', ({ theme, least }) => {
  const known = colours(theme);

  it(`has at least ${least}:1 for every text on everything it stands on`, () => {
    const weak = Object.entries(uses).flatMap(([text, surfaces]) =>
      surfaces.map((surface) => {
        const front = known.get(text);
        const back = known.get(surface);
        if (front === undefined || back === undefined) throw new Error(`no colour for ${text} or ${surface}`);
        return { pair: `${text} on ${surface}`, ratio: contrast(front, back) };
      }),
    );
    expect(weak.filter(({ ratio }) => ratio < least)).toEqual([]);
  });
});
