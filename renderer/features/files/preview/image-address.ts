/** How images begin (PNG: ISO 15948; JPEG: ITU T.81; GIF89a; WebP: RFC 9649), whatever their names say. */
const beginnings = [
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], at: 0 },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff], at: 0 },
  { type: 'image/gif', bytes: [0x47, 0x49, 0x46, 0x38], at: 0 },
  { type: 'image/webp', bytes: [0x57, 0x45, 0x42, 0x50], at: 8 },
] as const;

/** Characters are made of bytes in pieces of this size; a call takes only so many arguments. */
const PIECE = 8_192;

/** A `data:` address of an image that the window can show, the only kind its content policy lets in. */
export function imageAddress(bytes: Uint8Array): string | undefined {
  const found = beginnings.find(({ bytes: start, at }) => start.every((byte, index) => bytes[at + index] === byte));
  if (found === undefined) return undefined;
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += PIECE) {
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + PIECE)));
  }
  return `data:${found.type};base64,${btoa(pieces.join(''))}`;
}
