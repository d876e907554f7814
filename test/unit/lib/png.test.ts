import { expect, test } from 'vitest';
import { isPng } from '../../../main/lib/png.ts';

/** The start of a picture with these sides. */
function startOf(width: number, height: number): Uint8Array {
  const bytes = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000', 'hex');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

test('a PNG is known by its start, and one that would fill the memory is none', () => {
  expect(isPng(startOf(1280, 800), 1_024_000)).toBe(true);
  expect(isPng(startOf(1280, 801), 1_024_000)).toBe(false);
  expect(isPng(startOf(0xffff_ffff, 0xffff_ffff), 1_024_000)).toBe(false);
  expect(isPng(startOf(1, 1).subarray(0, 23), 1)).toBe(false);
  expect(isPng(Buffer.from('\u00FF\u00D8\u00FF JPEG, and long enough', 'latin1'), 1_024_000)).toBe(false);
});
