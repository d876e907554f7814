/** What a server of a screen may ask of the viewer; more is taken for a fault, or for ill will. */
export const vncLimits = {
  MAX_SIDE: 16_384,
  /** 256 MiB of memory. */
  MAX_PIXELS: 64 * 1024 * 1024,
  MAX_CURSOR_SIDE: 1024,
  MAX_NAME_BYTES: 65_536,
  /** Of one rectangle as it is sent; noVNC keeps 40 MiB at most. */
  MAX_RECTANGLE_BYTES: 32 * 1024 * 1024,
  /** How often one update may paint the whole screen over. */
  MAX_PAINTS: 64,
  /** Of a text from clipboard to clipboard, both ways. */
  MAX_CLIPBOARD_BYTES: 1024 * 1024,
} as const;

/** Encodings of RFC 6143, 7.7, and of the community's list (https://github.com/rfbproto/rfbproto). */
export const encodings = {
  zlib: 6,
  tight: 7,
  zrle: 16,
  jpeg: 21,
  h264: 50,
  tightPng: -260,
  cursor: -239,
  vmwareCursor: 0x57_4d_56_64,
  desktopName: -307,
  desktopSize: -223,
  extendedDesktopSize: -308,
  lastRect: -224,
  qemuKeys: -258,
  qemuLeds: -261,
  mouseButtons: -316,
} as const;

const pseudoEncodings: ReadonlySet<number> = new Set([
  encodings.cursor,
  encodings.vmwareCursor,
  encodings.desktopName,
  encodings.desktopSize,
  encodings.extendedDesktopSize,
  encodings.lastRect,
  encodings.qemuKeys,
  encodings.qemuLeds,
  encodings.mouseButtons,
]);

/** Begin with their length in four bytes. */
const measured: ReadonlySet<number> = new Set([encodings.zlib, encodings.zrle, encodings.h264]);

/** Those that a quality can be chosen for. */
const lossy: ReadonlySet<number> = new Set([encodings.tight, encodings.tightPng, encodings.jpeg, encodings.h264]);

export const isPicture = (encoding: number): boolean => !pseudoEncodings.has(encoding);
export const isLossy = (encoding: number): boolean => lossy.has(encoding);

export function isTooLarge(width: number, height: number): boolean {
  return width > vncLimits.MAX_SIDE || height > vncLimits.MAX_SIDE || width * height > vncLimits.MAX_PIXELS;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
  encoding: number;
}

/** How many bytes after its head {@link faultOf} wants to see of such a rectangle. */
export function bytesToLookAt(encoding: number): number {
  if (measured.has(encoding) || encoding === encodings.desktopName) return 4;
  return encoding === encodings.vmwareCursor ? 1 : 0;
}

interface Surroundings {
  screen: { width: number; height: number };
  /** What has come of the rectangle, its head left out. */
  bytes: Uint8Array;
}

/** What is wrong with a rectangle, as far as its head and first bytes tell. */
export function faultOf(rectangle: Rectangle, { screen, bytes }: Surroundings): string | undefined {
  const { x, y, width, height, encoding } = rectangle;
  if (isPicture(encoding)) {
    if (x + width > screen.width || y + height > screen.height)
      return `a rectangle of ${width} × ${height} at ${x}, ${y} on a screen of ${screen.width} × ${screen.height}`;
    if (measured.has(encoding) && lengthAt(bytes) > vncLimits.MAX_RECTANGLE_BYTES)
      return `a rectangle of ${lengthAt(bytes)} bytes`;
    return undefined;
  }
  if (encoding === encodings.cursor || encoding === encodings.vmwareCursor) {
    if (width > vncLimits.MAX_CURSOR_SIDE || height > vncLimits.MAX_CURSOR_SIDE)
      return `a pointer of ${width} × ${height}`;
    if (encoding === encodings.vmwareCursor && (bytes[0] ?? 0) > 1) return `a pointer of kind ${bytes[0]}`;
  }
  if (encoding === encodings.desktopName && lengthAt(bytes) > vncLimits.MAX_NAME_BYTES)
    return `a name of ${lengthAt(bytes)} bytes`;
  return undefined;
}

function lengthAt(bytes: Uint8Array): number {
  return bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}
