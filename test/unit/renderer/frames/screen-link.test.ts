import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { screenFlow } from '../../../../main/contract/screen-flow.ts';
import { viewerInputSchema, type ViewerInput, type ViewerOutput } from '../../../../main/contract/screen-port.ts';
import { ScreenLink } from '../../../../renderer/frames/screen-link.ts';
import { RawChannel } from '../../../../renderer/frames/vnc/raw-channel.ts';

const ports: NodePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A link, and the process's end of it. */
function connect() {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const heard: ViewerInput[] = [];
  port2.on('message', (message: unknown) => heard.push(viewerInputSchema.parse(message)));
  // The same interface but for the types.
  const link = new ScreenLink(port1 as unknown as MessagePort);
  const say = (message: ViewerOutput): void => port2.postMessage(message);
  const acknowledged = (): number =>
    heard.reduce((sum, message) => sum + (message.type === 'ack' ? message.byteCount : 0), 0);
  return { link, say, heard, acknowledged, port2 };
}

const piece = (byteCount: number, value = 7): ViewerOutput => ({
  type: 'data',
  bytes: new Uint8Array(byteCount).fill(value),
});

it('hands over in order what came before anybody listened, and what comes after', async () => {
  const { link, say } = connect();
  say({ type: 'open', credentials: { user: 'ada', password: 'secret' } });
  say(piece(3, 1));
  say(piece(2, 2));
  expect(await link.opening).toEqual({ isOpen: true, credentials: { user: 'ada', password: 'secret' } });
  const taken: number[] = [];
  link.listen({ take: (bytes) => taken.push(...bytes), end: () => taken.push(-1) });
  say(piece(1, 3));
  say({ type: 'end' });
  await expect.poll(() => taken).toEqual([1, 1, 1, 2, 2, 3, -1]);
  expect(link.receivedBytes).toBe(6);
});

it('acknowledges what was taken in, and nothing that is held up', async () => {
  const { link, say, acknowledged } = connect();
  let taken = 0;
  link.listen({
    take: (bytes) => {
      taken += bytes.length;
      if (taken === screenFlow.ACK_BYTES) link.hold();
    },
    end: () => {},
  });
  for (let count = 0; count < 4; count += 1) say(piece(screenFlow.ACK_BYTES));
  await expect.poll(() => link.receivedBytes).toBe(4 * screenFlow.ACK_BYTES);
  expect(taken).toBe(screenFlow.ACK_BYTES);
  await expect.poll(acknowledged).toBe(screenFlow.ACK_BYTES);
  link.release();
  expect(taken).toBe(4 * screenFlow.ACK_BYTES);
  await expect.poll(acknowledged).toBe(4 * screenFlow.ACK_BYTES);
});

it('ends with the process, and says why when the viewer gives up', async () => {
  const gone = connect();
  let ends = 0;
  gone.link.listen({ take: () => {}, end: () => (ends += 1) });
  gone.port2.close();
  await expect.poll(() => ends).toBe(1);
  expect(await gone.link.opening).toEqual({ isOpen: false });

  const { link, say, heard } = connect();
  const taken: number[] = [];
  link.hold();
  link.listen({ take: (bytes) => taken.push(bytes.length), end: () => (ends += 1) });
  say(piece(5));
  await expect.poll(() => link.receivedBytes).toBe(5);
  link.fail({ code: 'too-large', message: 'The screen is too large.' });
  link.release();
  say(piece(5));
  await expect
    .poll(() => heard)
    .toEqual([{ type: 'failed', problem: { code: 'too-large', message: 'The screen is too large.' } }]);
  expect([taken, ends]).toEqual([[], 2]);
});

it('sends what a view shows, and not the buffer behind it', async () => {
  const { link, heard } = connect();
  const behind = new Uint8Array([1, 2, 3, 4]);
  link.send(behind.subarray(1, 3));
  behind.fill(9);
  await expect.poll(() => heard).toEqual([{ type: 'data', bytes: new Uint8Array([2, 3]) }]);
  const [sent] = heard;
  expect(sent?.type === 'data' && sent.bytes.buffer.byteLength).toBe(2);
});

it('looks to noVNC like a WebSocket that is open', async () => {
  const { link, say, heard } = connect();
  const channel = new RawChannel(link);
  const wanted = ['send', 'close', 'binaryType', 'onerror', 'onmessage', 'onopen', 'protocol', 'readyState'];
  const own = [...Object.keys(channel), ...Object.getOwnPropertyNames(RawChannel.prototype)];
  expect(wanted.filter((name) => !own.includes(name))).toEqual([]);
  const data: unknown[] = [];
  let closes = 0;
  channel.onmessage = (event) => data.push(event.data);
  channel.onclose = () => (closes += 1);
  channel.start();
  say(piece(2));
  await expect.poll(() => data).toEqual([new Uint8Array([7, 7]).buffer]);
  channel.send(new Uint8Array([5]));
  await expect.poll(() => heard).toHaveLength(1);
  channel.close();
  expect(closes).toBe(0);
  await expect.poll(() => closes).toBe(1);
  expect(channel.readyState).toBe('closed');
});
