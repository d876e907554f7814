import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PROBE_MS, recognize } from '../../../../../main/connection/screens/find/probe-port.ts';
import { probePorts, PROBES_MS } from '../../../../../main/connection/screens/find/probe-ports.ts';
import { vncPasswordFile } from '../../../../../main/connection/screens/find/vnc-password-file.ts';
import type { ProblemCode, Result } from '../../../../../main/contract/problem.ts';
import { fail, ok } from '../../../../../main/lib/result.ts';
import { StepClock } from '../../../../fixtures/step-clock.ts';

const confirm = Buffer.from('030000130ed000001234000209080002000000', 'hex');

/** A server that says this at once, or as its answer. */
function server(greeting: string | Buffer | undefined, answer?: Buffer) {
  const heard: Buffer[] = [];
  const socket = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => {
      heard.push(chunk);
      if (answer !== undefined) socket.push(answer);
      done();
    },
  });
  if (greeting !== undefined) socket.push(greeting);
  return { socket, heard };
}

describe('what answers on a port', () => {
  it.each([
    ['RFB 003.008\n', 'vnc'],
    ['RFB 003.889\nmore', 'vnc'],
    ['RFB 003', undefined],
    ['', undefined],
    ['RFB hello!!!!\n', 'other'],
    ['SSH-2.0-x\r\n', 'other'],
    ['HTTP/1.1 400', 'other'],
  ])('is told by %j', (seen, known) => {
    expect(recognize(Buffer.from(seen))).toBe(known);
  });

  it('is told by the confirmation of RDP', () => {
    expect(recognize(confirm)).toBe('rdp');
    expect(recognize(confirm.subarray(0, 5))).toBeUndefined();
    expect(recognize(Buffer.from('0300000b06e000000000', 'hex'))).toBe('other');
  });

  it('is asked for at the ports of RDP alone, and everything is closed', async () => {
    const servers = new Map([
      [5900, server('RFB 003.008\n')],
      [3389, server(undefined, confirm)],
      [5901, server('220 mail')],
    ]);
    const forward = (_host: string, port: number): Promise<Result<Duplex>> => {
      const found = servers.get(port);
      return Promise.resolve(found === undefined ? fail('connection-refused', 'No.') : ok(found.socket));
    };
    const { found, obstacle } = await probePorts(
      [5900, 3389, 5901, 5902].map((port) => ({ port })),
      forward,
      new StepClock(),
    );
    expect([...found].toSorted()).toEqual([
      [3389, 'rdp'],
      [5900, 'vnc'],
    ]);
    expect(obstacle).toBeUndefined();
    expect([...servers.values()].map(({ heard }) => heard.length)).toEqual([0, 1, 0]);
    for (const { socket } of servers.values()) expect(socket.destroyed).toBe(true);
  });

  it('is nothing when it is silent for long', async () => {
    const clock = new StepClock();
    const silent = server(undefined);
    const probing = probePorts([{ port: 5900 }], () => Promise.resolve(ok(silent.socket)), clock);
    await clock.pass(PROBE_MS);
    expect((await probing).found.size).toBe(0);
    expect(silent.socket.destroyed).toBe(true);
  });

  it('is nothing when it floods', async () => {
    const flood = server(Buffer.alloc(4 * 1024 * 1024, 'RFB '));
    const { found } = await probePorts([{ port: 5900 }], () => Promise.resolve(ok(flood.socket)), new StepClock());
    expect(found.size).toBe(0);
    expect(flood.socket.destroyed).toBe(true);
  });

  it('is given up in time, and what comes too late is closed', async () => {
    const clock = new StepClock();
    const late = Promise.withResolvers<Result<Duplex>>();
    let asked = 0;
    const forward = (): Promise<Result<Duplex>> => {
      asked += 1;
      return late.promise;
    };
    const probing = probePorts(
      Array.from({ length: 32 }, (_, index) => ({ port: 5900 + index })),
      forward,
      clock,
    );
    await clock.pass(PROBES_MS);
    expect((await probing).found.size).toBe(0);
    expect(asked).toBe(4);
    const { socket } = server('RFB 003.008\n');
    late.resolve(ok(socket));
    await expect.poll(() => socket.destroyed).toBe(true);
    expect(asked).toBe(4);
    expect(clock.waiting).toBe(0);
  });

  it.each<[ProblemCode, ProblemCode | undefined]>([
    ['not-allowed', 'not-allowed'],
    ['connection-refused', undefined],
  ])('cannot be told when the way is barred: %s', async (code, obstacle) => {
    const probed = await probePorts([{ port: 5900 }, { port: 5901 }], async () => fail(code, 'No.'), new StepClock());
    expect(probed.obstacle?.code).toBe(obstacle);
  });
});

describe('the password file of a VNC server', () => {
  it.each([
    // As tigervncpasswd -f writes them.
    ['secret12', '24b5ae4ce15503c6'],
    ['secret12 and more', '24b5ae4ce15503c6'],
    ['ab', 'f9b845297cb5d3f2'],
  ])('holds %s in the form of every such file', (password, file) => {
    expect(vncPasswordFile(password).toString('hex')).toBe(file);
  });
});
