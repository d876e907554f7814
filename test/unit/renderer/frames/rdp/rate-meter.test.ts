import { expect, it } from 'vitest';
import { RateMeter } from '../../../../../renderer/frames/rdp/rate-meter.ts';

function startMeter() {
  let now = 1000;
  let bytes = 500;
  let frames: (() => void)[] = [];
  const clock = { now: () => now, requestAnimationFrame: (callback: () => void) => frames.push(callback) };
  const meter = new RateMeter(clock, () => bytes);
  return {
    meter,
    advance(ms: number) {
      now += ms;
    },
    receive(count: number) {
      bytes += count;
    },
    showFrame() {
      const shown = frames;
      frames = [];
      for (const show of shown) show();
    },
  };
}

it('counts what is painted between two frames of the window once', () => {
  const { meter, advance, receive, showFrame } = startMeter();
  for (let frame = 0; frame < 5; frame += 1) {
    meter.painted();
    meter.painted();
    showFrame();
  }
  receive(2000);
  advance(2000);
  expect(meter.read()).toEqual({ framesPerSecond: 2.5, bytesPerSecond: 1250 });
});

it('is silent while the picture stands still', () => {
  const { meter, advance } = startMeter();
  advance(1000);
  meter.read();
  advance(1000);
  expect(meter.read()).toBeUndefined();
});
