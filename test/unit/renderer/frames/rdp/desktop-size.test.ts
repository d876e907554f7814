import { describe, expect, it } from 'vitest';
import { desktopSizeFor, pixelsPerUnit, sizeToFit } from '../../../../../renderer/frames/rdp/desktop-size.ts';

describe('desktopSizeFor', () => {
  it.each([
    [1024, 768, 1, 1024, 768],
    [1001.5, 701, 1, 1000, 700],
    [1000, 700, 1.5, 1500, 1050],
    [1000, 700, 2, 1000, 700],
    [1000, 700, 2.5, 1250, 874],
    [1000, 700, 0.5, 500, 350],
    [20, 20, 1, 200, 200],
    [9000, 9001, 1, 8192, 8192],
  ])('fills %d x %d at density %d', (width, height, density, desktopWidth, desktopHeight) => {
    expect(desktopSizeFor({ width, height }, density)).toEqual({ width: desktopWidth, height: desktopHeight });
  });

  it('uses what is between whole densities', () => {
    expect([1, 1.25, 2, 3, 3.5].map(pixelsPerUnit)).toEqual([1, 1.25, 1, 1, 3.5 / 3]);
  });
});

describe('sizeToFit', () => {
  it('keeps the shape, smaller and larger', () => {
    expect(sizeToFit({ width: 1000, height: 500 }, { width: 500, height: 500 })).toEqual({ width: 500, height: 250 });
    expect(sizeToFit({ width: 100, height: 200 }, { width: 1000, height: 400 })).toEqual({ width: 200, height: 400 });
  });
});
