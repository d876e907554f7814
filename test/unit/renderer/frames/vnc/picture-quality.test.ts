import { expect, it } from 'vitest';
import { Health } from '../../../../../renderer/frames/vnc/health.ts';
import { LatencyProbe } from '../../../../../renderer/frames/vnc/latency-probe.ts';
import { AutoQuality, qualityOf } from '../../../../../renderer/frames/vnc/picture-quality.ts';
import { VncMeter } from '../../../../../renderer/frames/vnc/vnc-meter.ts';

const quick = { frames: 30, transferMs: 5, bytesPerSecond: 100_000 };
const slow = { frames: 4, transferMs: 240, bytesPerSecond: 400_000 };

/** Levels of quality after each of so many seconds. */
function seconds(auto: AutoQuality, sample: typeof quick, count: number): number[] {
  return Array.from({ length: count }, () => {
    auto.take(sample);
    return auto.quality.qualityLevel;
  });
}

it('begins balanced, stays so on pictures that move a lot, and sharpens those that hardly do', () => {
  const auto = new AutoQuality();
  expect(auto.quality).toEqual(qualityOf.balanced);
  expect(new Set(seconds(auto, { ...quick, bytesPerSecond: 5_000_000 }, 60))).toEqual(new Set([6]));
  expect(new Set(seconds(auto, { ...slow, frames: 2 }, 10))).toEqual(new Set([6]));
  expect(seconds(auto, quick, 10)).toEqual([6, 6, 6, 6, 6, 6, 6, 6, 6, 8]);
  expect(seconds(auto, { ...quick, bytesPerSecond: 3_000_000 }, 2)).toEqual([8, 6]);
});

it('goes down where frames take long, and comes up only after a while, longer each time it was wrong', () => {
  const auto = new AutoQuality();
  expect(seconds(auto, slow, 6)).toEqual([6, 3, 3, 1, 1, 1]);
  expect(seconds(auto, quick, 10).at(-1)).toBe(3);
  expect(seconds(auto, slow, 2)).toEqual([3, 1]);
  expect(seconds(auto, quick, 20).slice(-2)).toEqual([1, 3]);
  // Neither quick nor slow: it stays.
  expect(new Set(seconds(auto, { ...quick, transferMs: 60 }, 30))).toEqual(new Set([3]));
});

it('counts frames and bytes of a second', () => {
  let [now, bytes] = [0, 1000];
  const meter = new VncMeter(
    () => bytes,
    () => now,
  );
  meter.updated(10);
  meter.updated(30);
  now = 2000;
  bytes = 9000;
  expect(meter.read()).toEqual({ frames: 2, framesPerSecond: 1, transferMs: 20, bytesPerSecond: 4000 });
  now = 3000;
  expect(meter.read()).toEqual({ frames: 0, framesPerSecond: 0, transferMs: 0, bytesPerSecond: 0 });
});

it('measures the way there and back by a fence, one at a time, once the server has shown that it knows them', () => {
  let now = 0;
  const sent: Uint8Array[] = [];
  const probe = new LatencyProbe(
    (bytes) => sent.push(bytes),
    () => now,
  );
  probe.ask();
  expect(sent).toEqual([]);
  probe.heard(undefined);
  probe.ask();
  probe.ask();
  expect(sent).toEqual([new Uint8Array([248, 0, 0, 0, 0x80, 0, 0, 1, 1, 1])]);
  now = 12.34;
  probe.heard(new Uint8Array([99]));
  expect(probe.latencyMs).toBeUndefined();
  probe.heard(new Uint8Array([1]));
  expect(probe.latencyMs).toBe(12.3);
});

it('takes a picture for stuck when nothing moves on while it is waited for', () => {
  const health = new Health();
  const looks = (isBusy: boolean, count: number): boolean[] => Array.from({ length: count }, () => health.look(isBusy));
  expect(looks(true, 5)).not.toContain(true);
  health.updated();
  expect(looks(true, 6)).not.toContain(true);
  expect(looks(false, 20)).not.toContain(true);
  expect(looks(true, 6)).toEqual([false, false, false, false, false, true]);
});
