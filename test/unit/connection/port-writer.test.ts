import { describe, expect, it } from 'vitest';
import { flow } from '../../../main/contract/flow.ts';
import type { TerminalOutput } from '../../../main/contract/streams.ts';
import { PortWriter } from '../../../main/connection/port-writer.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

function make() {
  const clock = new StepClock();
  const posted: Extract<TerminalOutput, { type: 'data' }>[] = [];
  const pressure: boolean[] = [];
  const port = {
    post: (message: TerminalOutput) => {
      if (message.type === 'data') posted.push(message);
    },
    listen: () => {},
    close: () => {},
  };
  const writer = new PortWriter(port, clock, (isHigh) => pressure.push(isHigh));
  return { clock, posted, pressure, writer };
}

const sizes = (posted: { bytes: Uint8Array }[]) => posted.map(({ bytes }) => bytes.length);

describe('output on its way to the window', () => {
  it('sends the first chunk at once and what follows in one message after the batch time', async () => {
    const { clock, posted, writer } = make();
    writer.write(Uint8Array.of(1));
    expect(sizes(posted)).toEqual([1]);
    writer.write(Uint8Array.of(2, 3));
    writer.write(Uint8Array.of(4));
    expect(sizes(posted)).toEqual([1]);
    await clock.pass(flow.BATCH_MS);
    expect(posted[1]?.bytes).toEqual(Uint8Array.of(2, 3, 4));
    await clock.pass(flow.BATCH_MS);
    writer.write(Uint8Array.of(5));
    expect(sizes(posted)).toEqual([1, 3, 1]);
  });

  it('does not wait with a full batch, and keeps no timer when nothing comes', async () => {
    const { clock, posted, writer } = make();
    for (let chunk = 0; chunk < 5; chunk += 1) writer.write(new Uint8Array(32_768));
    expect(sizes(posted)).toEqual([32_768, 65_536, 65_536]);
    await clock.pass(100);
    expect(clock.waiting).toBe(0);
  });

  it('never sends more than its own bytes along with a view', () => {
    const { posted, writer } = make();
    writer.write(new Uint8Array(1_000_000).subarray(10, 20));
    expect(posted[0]?.bytes.buffer.byteLength).toBe(10);
  });

  it('reports pressure above the high-water mark and its end below the low one, once each', () => {
    const { pressure, writer } = make();
    for (let sent = 0; sent <= flow.HIGH_WATER_BYTES; sent += 50_000) writer.write(new Uint8Array(50_000));
    expect(pressure).toEqual([true]);
    for (let acks = 0; acks < 6; acks += 1) writer.acknowledge(flow.ACK_BYTES);
    expect(pressure).toEqual([true]);
    writer.acknowledge(flow.ACK_BYTES);
    expect(pressure).toEqual([true, false]);
    // More acknowledged than was ever sent opens no credit.
    writer.acknowledge(50_000_000);
    for (let sent = 0; sent <= flow.HIGH_WATER_BYTES; sent += 50_000) writer.write(new Uint8Array(50_000));
    expect(pressure).toEqual([true, false, true]);
  });
});
