import { describe, expect, it } from 'vitest';
import { AT_ONCE, TransferQueue } from '../../../../main/connection/transfers/transfer-queue.ts';

function queueOf(...ids: string[]): TransferQueue {
  const queue = new TransferQueue();
  for (const id of ids) queue.add(id);
  return queue;
}

describe('the queue of a machine', () => {
  it('gives turns in order, and no more than two at a time', () => {
    const queue = queueOf('a', 'b', 'c', 'd');
    expect(AT_ONCE).toBe(2);
    expect([queue.take(), queue.take(), queue.take()]).toEqual(['a', 'b', undefined]);
    queue.remove('b');
    expect([queue.take(), queue.take()]).toEqual(['c', undefined]);
  });

  it('lets one go first, once, and not what is at work already', () => {
    const queue = queueOf('a', 'b', 'c');
    queue.first('c');
    queue.first('c');
    expect([queue.take(), queue.take()]).toEqual(['c', 'a']);
    queue.first('a');
    queue.remove('c');
    expect([queue.take(), queue.take()]).toEqual(['b', undefined]);
  });

  it('takes nobody twice, and nobody who left', () => {
    const queue = queueOf('a', 'a', 'b');
    queue.remove('b');
    expect([queue.take(), queue.take()]).toEqual(['a', undefined]);
    queue.add('a');
    expect(queue.take()).toBeUndefined();
  });
});
