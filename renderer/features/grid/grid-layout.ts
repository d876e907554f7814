/** In CSS pixels. */
export interface Area {
  width: number;
  height: number;
}

export interface GridLayout {
  columns: number;
  /** Height of a row in CSS pixels; rows that do not fit are scrolled to. */
  rowHeight: number;
}

/** What a terminal in the grid has at least where there is room: with less, most output wraps, or is not seen. */
const LEAST = { columns: 60, rows: 12 };
/** Of a monospaced letter, as parts of the font's size; measured with the fonts of tokens.css. */
const LETTER = { width: 0.605, height: 1.4 };
/** Around the letters: margins, the line above, and borders. */
const AROUND = { width: 20, height: 38 };

/** The least size of a pane for a size of letters. */
export function leastPane(fontSize: number): Area {
  return {
    width: Math.ceil(LEAST.columns * fontSize * LETTER.width) + AROUND.width,
    height: Math.ceil(LEAST.rows * fontSize * LETTER.height) + AROUND.height,
  };
}

/** Width over height of a terminal of 80 x 24, which most programs are made for. */
const USUAL_SHAPE = 1.45;

/**
 * How many panes stand side by side. Where all fit, the way in which each is most like a usual terminal; where they do
 * not, as many columns as fit, and rows that scroll.
 */
export function gridLayout(count: number, area: Area, least: Area): GridLayout {
  const most = Math.max(1, Math.min(count, Math.floor(area.width / least.width)));
  let best: { columns: number; off: number } | undefined;
  for (let columns = 1; columns <= most; columns += 1) {
    const height = area.height / Math.ceil(count / columns);
    const off = Math.abs(Math.log(area.width / columns / height / USUAL_SHAPE));
    if (height >= least.height && (best === undefined || off < best.off)) best = { columns, off };
  }
  // The last row as full as the others can make it.
  const columns = best?.columns ?? Math.ceil(count / Math.ceil(count / most));
  const rows = Math.max(1, Math.ceil(count / columns));
  const fitting = Math.floor(area.height / rows);
  if (fitting >= least.height) return { columns, rowHeight: fitting };
  // Whole rows in sight, so that none is cut.
  const inSight = Math.max(1, Math.floor(area.height / least.height));
  return { columns, rowHeight: Math.max(Math.floor(area.height / inSight), Math.min(least.height, area.height)) };
}

/** Letters are made smaller by at most this much, and never smaller than that, to have more machines in sight; px. */
const SHRINKS_BY = 3;
const SMALLEST = 10;

/** The size of letters in the grid: the usual one, or the largest smaller one with which all panes are in sight. */
export function gridFontSize(count: number, area: Area, fontSize: number): number {
  const smallest = Math.min(fontSize, Math.max(SMALLEST, fontSize - SHRINKS_BY));
  for (let size = fontSize; size > smallest; size -= 1) {
    const least = leastPane(size);
    const columns = Math.max(1, Math.floor(area.width / least.width));
    if (Math.ceil(count / columns) * least.height <= area.height) return size;
  }
  return smallest;
}
