import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { StepClock } from '../../../../fixtures/step-clock.ts';
import { carry } from '../../../../../main/connection/screens/vnc/carry.ts';

/** Two ends of one line. */
function line(): { near: Duplex; far: Duplex } {
  const [there, back] = [new PassThrough(), new PassThrough()];
  return {
    near: Duplex.from({ readable: there, writable: back }).on('error', () => {}),
    far: Duplex.from({ readable: back, writable: there }).on('error', () => {}),
  };
}

describe('bytes between a server and a viewer', () => {
  it('go both ways until the server ends', async () => {
    const [server, viewer] = [line(), line()];
    const carried = carry(server.near, viewer.near, new StepClock());
    server.far.write('picture');
    viewer.far.write('key');
    const [shown, typed] = await Promise.all([
      new Promise((resolve) => viewer.far.once('data', (bytes: Buffer) => resolve(bytes.toString()))),
      new Promise((resolve) => server.far.once('data', (bytes: Buffer) => resolve(bytes.toString()))),
    ]);
    expect([shown, typed]).toEqual(['picture', 'key']);
    server.far.end();
    await expect(carried).resolves.toEqual({ by: 'server' });
  });

  it('stop when the viewer leaves', async () => {
    const [server, viewer] = [line(), line()];
    const carried = carry(server.near, viewer.near, new StepClock());
    viewer.near.destroy();
    await expect(carried).resolves.toEqual({ by: 'viewer' });
  });

  it('end with the reason of the system', async () => {
    const [server, viewer] = [line(), line()];
    const carried = carry(server.near, viewer.near, new StepClock());
    server.near.destroy(new Error('reset'));
    await expect(carried).resolves.toMatchObject({ by: 'server', error: { message: 'reset' } });
  });

  it('wait for a viewer that takes none', async () => {
    let given = 0;
    const server = new Duplex({
      read() {
        given += 1;
        this.push(Buffer.alloc(16_384));
      },
      write: (_chunk, _encoding, done) => done(),
    });
    const viewer = new Duplex({ read() {}, write() {}, writableHighWaterMark: 65_536 });
    const carried = carry(server, viewer, new StepClock());
    await new Promise((resolve) => setImmediate(resolve));
    const before = given;
    await new Promise((resolve) => setImmediate(resolve));
    expect(given).toBe(before);
    expect(given).toBeLessThan(20);
    viewer.destroy();
    await carried;
    server.destroy();
  });
});
