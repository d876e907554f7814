/** Capability sets (MS-RDPBCGR 2.2.1.13.1.1.1): a type and a length, two bytes each, then what they hold. */
const HEADER_BYTES = 4;

/**
 * The one set of a type among those that fill `bytes` to the end, with its header.
 * @returns undefined when there is none or several, or when the sets do not add up
 */
export function findCapabilitySet(bytes: Buffer, wanted: number): Buffer | undefined {
  const found: Buffer[] = [];
  let offset = 0;
  while (offset + HEADER_BYTES <= bytes.length) {
    const type = bytes.readUInt16LE(offset);
    const byteCount = bytes.readUInt16LE(offset + 2);
    if (byteCount < HEADER_BYTES || offset + byteCount > bytes.length) return undefined;
    if (type === wanted) found.push(bytes.subarray(offset, offset + byteCount));
    offset += byteCount;
  }
  return offset === bytes.length && found.length === 1 ? found[0] : undefined;
}
