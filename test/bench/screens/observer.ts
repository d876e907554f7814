import type { Box, Framebuffer, Point } from '../terminal/framebuffer.ts';
import { CELL, CELLS, MARK, readFrame } from './barcode.ts';

/** How often the viewer's screen is looked at. */
const LOOK_MS = 2;
/** Codecs for pictures change colours a little. */
const TOLERANCE = 40;
const FIND_LIMIT_MS = 30_000;

/** When frames were first seen, by their number; milliseconds since the epoch. */
export type Sightings = Map<number, number>;

const now = (): number => performance.timeOrigin + performance.now();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function isMark(colour: number): boolean {
  const [red, green, blue] = [colour >> 16, (colour >> 8) & 255, colour & 255];
  return [red - MARK.red, green - MARK.green, blue - MARK.blue].every((off) => Math.abs(off) < TOLERANCE);
}

/** Where the moving picture begins on a viewer's screen, which shows the mark now. Waits until it does. */
export async function findPicture(
  screen: Framebuffer,
  area: Box,
  size: { width: number; height: number },
): Promise<Point> {
  const deadline = performance.now() + FIND_LIMIT_MS;
  while (performance.now() < deadline) {
    for (let y = area.y; y < area.y + area.height; y += 4) {
      for (let x = area.x; x < area.x + area.width; x += 4) {
        if (!isMark(screen.colourAt({ x, y }))) continue;
        const corner = cornerOf(screen, { x, y }, area);
        const end = { x: corner.x + size.width - 1, y: corner.y + size.height - 1 };
        if (end.x < area.x + area.width && end.y < area.y + area.height && isMark(screen.colourAt(end))) return corner;
        x = area.x + area.width;
        y = area.y + area.height;
      }
    }
    await pause(100);
  }
  throw new Error('The picture cannot be found on the screen of the viewer: it is not there, or not in its own size.');
}

function cornerOf(screen: Framebuffer, inside: Point, area: Box): Point {
  let { x, y } = inside;
  while (x > area.x && isMark(screen.colourAt({ x: x - 1, y }))) x -= 1;
  while (y > area.y && isMark(screen.colourAt({ x, y: y - 1 }))) y -= 1;
  return { x, y };
}

/** Watches for a while which frames are shown. */
export async function watchFrames(screen: Framebuffer, corner: Point, durationMs: number): Promise<Sightings> {
  const seen: Sightings = new Map();
  const cells = Array.from({ length: CELLS }, (_, cell) => ({
    x: corner.x + cell * CELL + CELL / 2,
    y: corner.y + CELL / 2,
  }));
  const deadline = performance.now() + durationMs;
  while (performance.now() < deadline) {
    const frame = readFrame(cells.map((cell) => (screen.colourAt(cell) >> 8) & 255));
    if (frame !== undefined && !seen.has(frame)) seen.set(frame, now());
    await pause(LOOK_MS);
  }
  return seen;
}
