import { expect, it } from 'vitest';
import { BufferPool } from '../../../../main/connection/move/buffer-pool.ts';

const KiB = 1024;

it('lends no more than its budget, in the order it was asked', async () => {
  const pool = new BufferPool(512 * KiB);
  const first = await pool.take(200 * KiB);
  const second = await pool.take(255 * KiB);
  const order: string[] = [];
  const large = pool.take(255 * KiB).then((buffer) => (order.push('large'), buffer));
  const small = pool.take(10).then((buffer) => (order.push('small'), buffer));
  await Promise.resolve();
  expect(order).toEqual([]);
  expect(pool.lentBytes).toBe(512 * KiB);
  pool.give(first);
  pool.give(await large);
  expect((await small).byteLength).toBeGreaterThanOrEqual(10);
  expect(order).toEqual(['large', 'small']);
  pool.give(second);
  pool.give(await small);
  expect(pool.lentBytes).toBe(0);
});

it('lends the same memory again, and a buffer larger than its budget when it has nothing out', async () => {
  const pool = new BufferPool(512 * KiB);
  const kept = await pool.take(1);
  const first = await pool.take(255 * KiB);
  pool.give(first);
  expect(await pool.take(100 * KiB)).toBe(first);
  pool.give(first);
  pool.give(kept);
  const huge = await pool.take(2048 * KiB);
  expect(huge.byteLength).toBe(2048 * KiB);
  pool.give(huge);
});
