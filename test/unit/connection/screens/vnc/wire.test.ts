import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { VncFailure } from '../../../../../main/connection/screens/vnc/vnc-failure.ts';
import { Wire } from '../../../../../main/connection/screens/vnc/wire.ts';
import { StepClock } from '../../../../fixtures/step-clock.ts';

function setUp() {
  const stream = new PassThrough();
  const clock = new StepClock();
  const ending = new AbortController();
  const wire = new Wire(stream, { clock, signal: ending.signal, peer: 'The server' });
  return { stream, clock, ending, wire };
}
const problemOf = (error: unknown) => (error instanceof VncFailure ? error.problem : error);

describe('a wire', () => {
  it('reads exactly as much as is asked for, however it comes', async () => {
    const { stream, wire, clock } = setUp();
    const reading = wire.read(5);
    for (const part of ['a', 'bc', 'defg']) stream.write(part);
    expect((await reading).toString()).toBe('abcde');
    expect(await wire.readByte()).toBe('f'.charCodeAt(0));
    expect(await wire.read(0)).toHaveLength(0);
    expect(clock.waiting).toBe(0);
    // The rest is whoever's comes next.
    const rest: string[] = [];
    stream.on('data', (chunk: Buffer) => rest.push(chunk.toString()));
    stream.end('hi');
    await new Promise((resolve) => stream.once('end', resolve));
    expect(rest.join('')).toBe('ghi');
    expect(stream.listenerCount('readable')).toBe(0);
  });

  it('reads more than a stream usually keeps', async () => {
    const { stream, wire } = setUp();
    const reading = wire.read(500_000);
    stream.end(Buffer.alloc(500_000, 1));
    expect(await reading).toHaveLength(500_000);
  });

  it('reads what came before the end, and then says that it is over', async () => {
    const { stream, wire } = setUp();
    stream.end('abc');
    expect((await wire.read(2)).toString()).toBe('ab');
    const failure = await wire.read(2).catch(problemOf);
    expect(failure).toMatchObject({
      code: 'connection-lost',
      message: 'The server closed the connection during sign-in.',
    });
    await expect(wire.read(1)).rejects.toThrow('closed');
  });

  it('says why the system broke it off', async () => {
    const { stream, wire } = setUp();
    const reading = wire.read(1).catch(problemOf);
    stream.destroy(new Error('ECONNRESET'));
    expect(await reading).toMatchObject({ code: 'connection-lost', detail: 'ECONNRESET' });
  });

  it('waits no longer than it was told, and for all of it together', async () => {
    const { stream, wire, clock } = setUp();
    const reading = wire.read(4, 1000).catch(problemOf);
    await clock.pass(900);
    stream.write('abc');
    await clock.pass(200);
    expect(await reading).toMatchObject({ code: 'timed-out' });
    expect(stream.listenerCount('readable') + stream.listenerCount('close')).toBe(0);
  });

  it('was given up, when it was', async () => {
    const { stream, wire, ending } = setUp();
    const reading = wire.read(1).catch(problemOf);
    ending.abort();
    stream.destroy();
    expect(await reading).toMatchObject({ code: 'cancelled' });
  });
});
