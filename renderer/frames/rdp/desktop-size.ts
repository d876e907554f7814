/** Bounds of a desktop (MS-RDPBCGR 2.2.1.3.2); a width must be even for the display channel, and is so here as well. */
const SMALLEST_PIXELS = 200;
const LARGEST_PIXELS = 8192;

export interface Size {
  width: number;
  height: number;
}

/**
 * How many pixels of the machine go beside each other on one CSS pixel. The machine does not scale its desktop, so on a
 * screen of twice the density its pixels are twice as large; what is between is used.
 * @param density `window.devicePixelRatio`
 */
export function pixelsPerUnit(density: number): number {
  return density / Math.max(1, Math.floor(density));
}

/** The desktop that fills a place of the window exactly. */
export function desktopSizeFor(place: Size, density: number): Size {
  const scale = pixelsPerUnit(density);
  return { width: bounded(place.width * scale), height: bounded(place.height * scale) };
}

function bounded(pixels: number): number {
  const even = Math.floor(pixels / 2) * 2;
  return Math.min(LARGEST_PIXELS, Math.max(SMALLEST_PIXELS, even));
}

/** In CSS pixels, as large as `place` allows with all of it to see. */
export function sizeToFit(desktop: Size, place: Size): Size {
  const scale = Math.min(place.width / desktop.width, place.height / desktop.height);
  return { width: desktop.width * scale, height: desktop.height * scale };
}
