import { expect, it } from 'vitest';
import { BufferPool } from '../../../../main/connection/move/buffer-pool.ts';
import { Pump } from '../../../../main/connection/move/pump.ts';
import { ok } from '../../../../main/lib/result.ts';

const CHUNK_BYTES = 1_000;

/** Moves chunks, and gives how many were on their way at once at most, before and after there was room. */
async function move(smallFor: number): Promise<{ isWhole: boolean; beside: number; alone: number }> {
  const most = { beside: 0, alone: 0 };
  const waiting: (() => void)[] = [];
  let left = smallFor;
  let onTheWay = 0;
  const pump = new Pump({
    from: 0,
    to: 100 * CHUNK_BYTES,
    buffers: new BufferPool(),
    signal: new AbortController().signal,
    leavesRoom: () => left > 0,
    onRoom: (wake) => waiting.push(wake),
    onArrived() {
      left -= 1;
      if (left === 0) for (const wake of waiting.splice(0)) wake();
    },
  });
  await pump.run({
    chunkBytes: CHUNK_BYTES,
    depth: 8,
    read: async (_position, into) => {
      onTheWay += 1;
      const when = left > 0 ? 'beside' : 'alone';
      most[when] = Math.max(most[when], onTheWay);
      return Promise.resolve(ok(into.byteLength));
    },
    write: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      onTheWay -= 1;
      return ok();
    },
  });
  return { isWhole: pump.result().ok, ...most };
}

it('leaves room while small files are moved beside it, and takes all of it afterwards', async () => {
  expect(await move(50)).toEqual({ isWhole: true, beside: 2, alone: 8 });
});

it('comes to its end although there is never room', async () => {
  expect(await move(1_000)).toEqual({ isWhole: true, beside: 2, alone: 0 });
});
