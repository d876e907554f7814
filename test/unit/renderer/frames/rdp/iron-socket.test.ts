import { expect, it, vi } from 'vitest';
import { bytesOf, KnownBlob } from '../../../../../renderer/frames/rdp/iron-blob.ts';
import { createIronSocket, type ByteChannel } from '../../../../../renderer/frames/rdp/iron-socket.ts';

interface Socket extends EventTarget {
  readyState: number;
  send(data: unknown): void;
  close(): void;
}

const isSocket = (target: EventTarget): target is Socket => 'send' in target && 'readyState' in target;

function openSocket() {
  const sent: number[][] = [];
  const events: string[] = [];
  const close = vi.fn<() => void>();
  let take: (bytes: Uint8Array) => void = () => {};
  let end: () => void = () => {};
  const channel: ByteChannel = {
    send: (bytes) => sent.push([...bytes]),
    listen(onBytes, onEnd) {
      take = onBytes;
      end = onEnd;
    },
    close,
  };
  const socket = new (createIronSocket(channel))('ws://anything.invalid/');
  if (!isSocket(socket)) throw new Error('It is no socket.');
  socket.addEventListener('open', () => events.push('open'));
  socket.addEventListener('close', () => events.push('close'));
  socket.addEventListener('message', (event) => {
    if (event instanceof MessageEvent && event.data instanceof ArrayBuffer)
      events.push([...new Uint8Array(event.data)].join(' '));
  });
  return { socket, sent, events, close, take: (bytes: Uint8Array) => take(bytes), end: () => end() };
}

it('is open at once, and says so to who listens after it was made', async () => {
  const { socket, events } = openSocket();
  expect(socket.readyState).toBe(1);
  await Promise.resolve();
  expect(events).toEqual(['open']);
});

it('gives bytes on as buffers of their own', async () => {
  const { events, take } = openSocket();
  await Promise.resolve();
  take(Uint8Array.of(1, 2, 3));
  take(Uint8Array.of(0, 4, 5, 0).subarray(1, 3));
  expect(events).toEqual(['open', '1 2 3', '4 5']);
});

it('sends blobs and bytes in their order, without waiting', async () => {
  const { socket, sent } = openSocket();
  const memory = Uint8Array.of(7, 8, 9);
  const blob = new KnownBlob([memory.subarray(1)]);
  // IronRDP's memory goes on changing.
  memory.fill(0);
  socket.send(blob);
  socket.send(Uint8Array.of(1));
  expect(sent).toEqual([[8, 9], [1]]);
  expect(() => socket.send('text')).toThrow('not bytes');
  expect(bytesOf(new Blob(['unknown']))).toBeUndefined();
  await expect(blob.bytes()).resolves.toEqual(Uint8Array.of(8, 9));
});

it('ends once, whoever ends it', async () => {
  const { socket, events, take, end, close, sent } = openSocket();
  await Promise.resolve();
  end();
  expect(socket.readyState).toBe(3);
  take(Uint8Array.of(1));
  socket.send(Uint8Array.of(2));
  socket.close();
  expect(events).toEqual(['open', 'close']);
  expect(sent).toEqual([]);
  expect(close).toHaveBeenCalledOnce();
});
