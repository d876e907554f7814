import { describe, expect, it } from 'vitest';
import { flow } from '../../../main/contract/flow.ts';
import { terminalInputSchema } from '../../../main/contract/streams.ts';
import type { TerminalInput, TerminalOutput } from '../../../main/contract/streams.ts';
import { TerminalStream } from '../../../renderer/features/terminal/terminal-stream.ts';

/** A stream on a real port, and the other end of it. */
function make() {
  const { port1, port2 } = new MessageChannel();
  const sent: TerminalInput[] = [];
  const heard = new EventTarget();
  port2.addEventListener('message', ({ data }) => {
    sent.push(terminalInputSchema.parse(data));
    heard.dispatchEvent(new Event('message'));
  });
  port2.start();
  const received: number[] = [];
  const parsed: (() => void)[] = [];
  const ended = Promise.withResolvers<unknown>();
  const stream = new TerminalStream(port1, {
    onData: (bytes, done) => {
      received.push(bytes.length);
      parsed.push(done);
      heard.dispatchEvent(new Event('message'));
    },
    onReplay: (bytes) => received.push(-bytes.length),
    onEnd: ended.resolve,
  });
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => heard.addEventListener('message', resolve, { once: true }));
  };
  const put = (message: TerminalOutput) => port2.postMessage(message);
  return { stream, port2, put, sent, received, parsed, ended: ended.promise, until };
}

describe('the byte stream of a terminal, in the window', () => {
  it('acknowledges bytes once they are parsed, in steps', async () => {
    const { stream, put, sent, parsed, until } = make();
    for (let chunk = 0; chunk < 5; chunk += 1) put({ type: 'data', bytes: new Uint8Array(60_000) });
    await until(() => parsed.length === 5);
    expect(sent).toEqual([]);
    for (const done of parsed) done();
    await until(() => sent.length === 2);
    expect(sent).toEqual([
      { type: 'ack', byteCount: 120_000 },
      { type: 'ack', byteCount: 120_000 },
    ]);
    expect(120_000).toBeGreaterThanOrEqual(flow.ACK_BYTES);
    stream[Symbol.dispose]();
  });

  it('does not acknowledge what is shown again', async () => {
    const { stream, put, sent, received, parsed, until } = make();
    put({ type: 'replay', bytes: new Uint8Array(900_000) });
    put({ type: 'data', bytes: new Uint8Array(1) });
    await until(() => parsed.length === 1);
    parsed[0]?.();
    stream.send('é');
    await until(() => sent.length === 1);
    expect(received).toEqual([-900_000, 1]);
    expect(sent).toEqual([{ type: 'data', bytes: Uint8Array.of(0xc3, 0xa9) }]);
    stream[Symbol.dispose]();
  });

  it('tells how it ended, once', async () => {
    const { put, ended } = make();
    put({ type: 'exit', code: 3 });
    expect(await ended).toEqual({ type: 'exit', code: 3 });
  });

  it('counts as lost when the other end goes away', async () => {
    const { port2, ended } = make();
    port2.close();
    expect(await ended).toMatchObject({ type: 'lost', problem: { code: 'process-crashed' } });
  });
});
