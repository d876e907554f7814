/**
 * The number of a frame as black and white cells along its upper edge, large enough to survive what codecs for pictures
 * do to them: one white cell, one black one, then the bits of the number, the lowest first.
 */
export const CELL = 16;
export const BITS = 16;
export const CELLS = BITS + 2;
/** Shown before and after the moving picture, so that it can be found on a viewer's screen. */
export const MARK = { red: 255, green: 0, blue: 255 } as const;

/** Cells that are white, by their place in the row. */
export function whiteCells(frame: number): number[] {
  const bits = Array.from({ length: BITS }, (_, bit) => bit).filter((bit) => ((frame >> bit) & 1) === 1);
  return [0, ...bits.map((bit) => bit + 2)];
}

/**
 * The number, read from how bright the cells are (0 to 255); undefined when this is no frame, or one that is just being
 * painted.
 */
export function readFrame(brightness: readonly number[]): number | undefined {
  if (brightness.length !== CELLS || brightness.some((each) => each > 80 && each < 175)) return undefined;
  const [first, second, ...bits] = brightness.map((each) => each >= 175);
  if (first !== true || second !== false) return undefined;
  return bits.reduce((sum, isSet, bit) => sum + (isSet ? 2 ** bit : 0), 0);
}
