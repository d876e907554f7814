import { describe, expect, it } from 'vitest';
import { machinePoint } from '../../../../../renderer/frames/rdp/mouse.ts';
import { Wheel } from '../../../../../renderer/frames/rdp/wheel.ts';

const turn = (deltaX: number, deltaY: number, deltaMode = 0): Parameters<Wheel['turn']>[0] => ({
  deltaX,
  deltaY,
  deltaMode,
});

describe('Wheel', () => {
  it('takes the exact count of notches where Chromium has one', () => {
    const wheel = new Wheel();
    const exactly = (wheelDeltaX: number, wheelDeltaY: number): Parameters<Wheel['turn']>[0] =>
      Object.assign(turn(-wheelDeltaX / 2, -wheelDeltaY / 2), { wheelDeltaX, wheelDeltaY });
    expect(wheel.turn(exactly(0, -120))).toEqual([{ axis: 'vertical', units: -120 }]);
    expect(wheel.turn(exactly(0, 240))).toEqual([
      { axis: 'vertical', units: 120 },
      { axis: 'vertical', units: 120 },
    ]);
    expect(wheel.turn(exactly(-120, 0))).toEqual([{ axis: 'horizontal', units: 120 }]);
  });

  it('gathers what touchpads send until it is a notch, and starts anew the other way', () => {
    const wheel = new Wheel();
    expect([1, 2, 3].flatMap(() => wheel.turn(turn(0, 12)))).toEqual([]);
    expect(wheel.turn(turn(0, 12))).toEqual([{ axis: 'vertical', units: -120 }]);
    expect(wheel.turn(turn(0, -39))).toEqual([]);
    expect(wheel.turn(turn(0, -1))).toEqual([{ axis: 'vertical', units: 120 }]);
  });

  it('knows lines and pages, and has a bound', () => {
    expect(new Wheel().turn(turn(0, 3, 1))).toEqual([{ axis: 'vertical', units: -120 }]);
    expect(new Wheel().turn(turn(0, -1, 2))).toHaveLength(10);
    expect(new Wheel().turn(turn(0, 100_000))).toHaveLength(10);
  });
});

describe('machinePoint', () => {
  const canvas = { width: 1600, height: 1000 };
  const shown = { left: 10, top: 20, width: 800, height: 500 };

  it.each([
    [10, 20, 0, 0],
    [410, 270, 800, 500],
    [809.9, 519.9, 1599, 999],
    [-500, 9000, 0, 999],
  ])('finds the pixel below %d, %d', (clientX, clientY, x, y) => {
    expect(machinePoint({ clientX, clientY }, canvas, shown)).toEqual({ x, y });
  });

  it('has a pixel for a canvas that is not shown', () => {
    expect(machinePoint({ clientX: 5, clientY: 5 }, canvas, { left: 0, top: 0, width: 0, height: 0 })).toEqual({
      x: 0,
      y: 0,
    });
  });
});
