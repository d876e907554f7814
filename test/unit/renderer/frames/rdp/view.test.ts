// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { View } from '../../../../../renderer/frames/rdp/view.ts';

test('a picture that is laid out while its tab is hidden keeps its size', () => {
  const place = document.createElement('div');
  let size = { width: 500, height: 400 };
  Object.defineProperty(place, 'offsetWidth', { get: () => size.width });
  Object.defineProperty(place, 'offsetHeight', { get: () => size.height });
  const canvas = document.createElement('canvas');
  canvas.width = 1000;
  canvas.height = 500;
  const view = new View({ place, canvas, fit: () => 'scale', density: () => 1, onWantsSize: () => {} });
  view.layOut();
  expect([canvas.style.width, canvas.style.height]).toEqual(['500px', '250px']);
  size = { width: 0, height: 0 };
  view.layOut();
  expect(view.desktopSize()).toBeUndefined();
  expect([canvas.style.width, canvas.style.height]).toEqual(['500px', '250px']);
  // The machine took another size meanwhile.
  canvas.height = 1000;
  view.layOut();
  expect([canvas.style.width, canvas.style.height]).toEqual(['400px', '400px']);
});
