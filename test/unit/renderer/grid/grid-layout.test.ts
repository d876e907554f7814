import { describe, expect, it } from 'vitest';
import { gridFontSize, gridLayout, leastPane } from '../../../../renderer/features/grid/grid-layout.ts';

const least = { width: 500, height: 250 };

describe('panes side by side', () => {
  it.each([
    [2, { width: 1100, height: 620 }, { columns: 2, rowHeight: 620 }],
    [2, { width: 700, height: 620 }, { columns: 1, rowHeight: 310 }],
    [4, { width: 1100, height: 620 }, { columns: 2, rowHeight: 310 }],
    [8, { width: 2100, height: 620 }, { columns: 4, rowHeight: 310 }],
    [3, { width: 1700, height: 620 }, { columns: 3, rowHeight: 620 }],
  ])('%i fill %o', (count, area, layout) => {
    expect(gridLayout(count, area, least)).toEqual(layout);
  });

  it('scroll by whole rows where they do not fit', () => {
    expect(gridLayout(20, { width: 1700, height: 800 }, least)).toEqual({ columns: 3, rowHeight: 266 });
    expect(gridLayout(20, { width: 300, height: 200 }, least)).toEqual({ columns: 1, rowHeight: 200 });
  });

  it('have smaller letters when that brings all into sight, down to a size that can be read', () => {
    const area = { width: 1050, height: 640 };
    expect(gridFontSize(2, area, 13)).toBe(13);
    expect(gridFontSize(4, { width: 970, height: 640 }, 13)).toBe(12);
    expect(gridFontSize(20, area, 13)).toBe(10);
    expect(gridFontSize(20, area, 20)).toBe(17);
    expect(gridFontSize(20, area, 9)).toBe(9);
    expect(leastPane(13).width).toBeGreaterThan(60 * 13 * 0.6);
  });
});
