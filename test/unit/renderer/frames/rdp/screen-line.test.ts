import { expect, it } from 'vitest';
import { createScreenLine } from '../../../../../renderer/frames/rdp/screen-line.ts';
import { ScreenLink } from '../../../../../renderer/frames/screen-link.ts';

function openLine() {
  const { port1, port2 } = new MessageChannel();
  const heard: unknown[] = [];
  port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => heard.push(data));
  port1.start();
  return { process: port1, heard, line: createScreenLine(new ScreenLink(port2)) };
}

it('ends when the connection process gives up before it opened', async () => {
  const { process, line } = openLine();
  process.postMessage({ type: 'end' });
  await expect(line.ended).resolves.toBeUndefined();
  process.close();
});

it('carries bytes both ways, and ends after the last of them', async () => {
  const { process, heard, line } = openLine();
  const taken: number[] = [];
  const ended = new Promise<void>((resolve) => line.listen((bytes) => taken.push(...bytes), resolve));
  line.send(Uint8Array.of(9));
  line.painted();
  process.postMessage({ type: 'open' });
  process.postMessage({ type: 'data', bytes: Uint8Array.of(1, 2) });
  process.postMessage({ type: 'end' });
  await ended;
  await line.ended;
  expect(taken).toEqual([1, 2]);
  expect(line.byteCount()).toBe(2);
  await expect.poll(() => heard).toEqual([{ type: 'data', bytes: Uint8Array.of(9) }, { type: 'painted' }]);
  process.close();
});
