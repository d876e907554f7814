import { expect, it } from 'vitest';
import { bytesToLookAt, encodings, faultOf, isTooLarge, vncLimits } from '../../../../../renderer/frames/vnc/limits.ts';

const screen = { width: 1024, height: 768 };
const none = new Uint8Array();
const at = { x: 0, y: 0 };

it('lets rectangles be that lie on the screen', () => {
  for (const encoding of [0, 1, 2, 5, encodings.tight])
    expect(faultOf({ x: 24, y: 68, width: 1000, height: 700, encoding }, { screen, bytes: none })).toBeUndefined();
  expect(faultOf({ x: 1024, y: 768, width: 0, height: 0, encoding: 0 }, { screen, bytes: none })).toBeUndefined();
});

it('names what lies beside it, or is too much', () => {
  expect(faultOf({ x: 25, y: 0, width: 1000, height: 1, encoding: 0 }, { screen, bytes: none })).toContain('at 25, 0');
  expect(faultOf({ x: 0, y: 700, width: 1, height: 69, encoding: 7 }, { screen, bytes: none })).toContain('1 × 69');
  const pointer = { ...at, width: vncLimits.MAX_CURSOR_SIDE + 1, height: 1 };
  for (const encoding of [encodings.cursor, encodings.vmwareCursor])
    expect(faultOf({ ...pointer, encoding }, { screen, bytes: none })).toContain('a pointer');
  const huge = new Uint8Array([0x7f, 0xff, 0xff, 0xff]);
  for (const encoding of [encodings.zlib, encodings.zrle, encodings.h264, encodings.desktopName]) {
    expect(bytesToLookAt(encoding)).toBe(4);
    expect(faultOf({ ...at, width: 1, height: 1, encoding }, { screen, bytes: huge })).toContain('2147483647 bytes');
    expect(faultOf({ ...at, width: 1, height: 1, encoding }, { screen, bytes: none })).toBeUndefined();
  }
  const bytes = new Uint8Array([2]);
  expect(faultOf({ ...at, width: 8, height: 8, encoding: encodings.vmwareCursor }, { screen, bytes })).toContain(
    'kind 2',
  );
});

it('bounds the screen by side and by area', () => {
  expect(isTooLarge(7680, 4320)).toBe(false);
  expect(isTooLarge(16_384, 4096)).toBe(false);
  expect(isTooLarge(16_384, 4097)).toBe(true);
  expect(isTooLarge(16_385, 1)).toBe(true);
  expect(isTooLarge(30_000, 30_000)).toBe(true);
});
