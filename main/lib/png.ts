/** https://www.w3.org/TR/png/#5PNG-file-signature */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The first chunk, IHDR (section 11.2.2): its length of 13 bytes and its name, then width and height. */
const HEADER = Buffer.concat([SIGNATURE, Buffer.from([0, 0, 0, 13]), Buffer.from('IHDR', 'latin1')]);

/** Whether the bytes begin as a PNG does, and what they unpack to has no more than so many pixels. */
export function isPng(bytes: Uint8Array, maxPixels: number): boolean {
  if (bytes.length < HEADER.length + 8 || !HEADER.equals(bytes.subarray(0, HEADER.length))) return false;
  const sides = new DataView(bytes.buffer, bytes.byteOffset + HEADER.length);
  return sides.getUint32(0) * sides.getUint32(4) <= maxPixels;
}
