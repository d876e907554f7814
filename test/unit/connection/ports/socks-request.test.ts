import { describe, expect, it } from 'vitest';
import { readGreeting, readRequest } from '../../../../main/connection/ports/socks-request.ts';

const bytes = (...parts: (number | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part, 'latin1'))));
const named = (name: string, command = 1) => bytes(5, command, 0, 3, name.length, name, 0x1f, 0x90);

describe('a request of SOCKS', () => {
  it('begins with methods, of which none is needed', () => {
    expect(readGreeting(bytes(5, 2, 0, 2))).toEqual({ kind: 'greeting', bytes: 4, answer: bytes(5, 0) });
    expect(readGreeting(bytes(5, 1, 2))).toEqual({ kind: 'refused', answer: bytes(5, 0xff) });
    expect(readGreeting(bytes(5, 0))).toEqual({ kind: 'refused', answer: bytes(5, 0xff) });
    expect(readGreeting(bytes('GET / HTTP/1.1'))).toEqual({ kind: 'refused', answer: undefined });
  });

  it('names an address of any kind', () => {
    const target = (step: ReturnType<typeof readRequest>) => (step.kind === 'connect' ? step.target : step.kind);
    expect(target(readRequest(bytes(5, 1, 0, 1, 10, 0, 0, 7, 0, 80)))).toEqual({ host: '10.0.0.7', port: 80 });
    expect(target(readRequest(named('db.internal')))).toEqual({ host: 'db.internal', port: 8080 });
    const ipv6 = bytes(5, 1, 0, 4, '\u0000'.repeat(15), 1, 1, 0xbb);
    expect(target(readRequest(ipv6))).toEqual({ host: '::1', port: 443 });
    expect(readRequest(bytes(5, 1, 0, 1, 10, 0, 0, 7, 0, 80, 'more'))).toMatchObject({ bytes: 10 });
  });

  it('waits for all of it, byte by byte', () => {
    for (const whole of [named('db.internal'), bytes(5, 1, 0, 1, 10, 0, 0, 7, 0, 80)]) {
      for (let length = 0; length < whole.length; length += 1)
        expect(readRequest(whole.subarray(0, length))).toEqual({ kind: 'more' });
    }
    const whole = bytes(4, 1, 0, 80, 0, 0, 0, 1, 'me', 0, 'db', 0);
    for (let length = 0; length < whole.length; length += 1)
      expect(readGreeting(whole.subarray(0, length))).toEqual({ kind: 'more' });
  });

  it('is taken in its old forms too', () => {
    expect(readGreeting(bytes(4, 1, 0, 80, 10, 0, 0, 7, 'me', 0))).toMatchObject({
      version: 4,
      target: { host: '10.0.0.7', port: 80 },
    });
    expect(readGreeting(bytes(4, 1, 0, 80, 0, 0, 0, 1, 'me', 0, 'db', 0, 'x'))).toMatchObject({
      bytes: 14,
      target: { host: 'db', port: 80 },
    });
  });

  it('is refused when it is for anything but a connection to a plain address', () => {
    const reply = (step: ReturnType<typeof readRequest>) => (step.kind === 'refused' ? step.answer?.[1] : step.kind);
    expect(reply(readRequest(named('db', 2)))).toBe(7);
    expect(reply(readRequest(named('db', 3)))).toBe(7);
    expect(reply(readRequest(named('-oProxyCommand=x')))).toBe(8);
    expect(reply(readRequest(named('a b\u0000')))).toBe(8);
    expect(reply(readRequest(bytes(5, 1, 0, 9, 1, 1, 1, 1, 1, 1)))).toBe(8);
    expect(reply(readRequest(bytes(5, 1, 0, 1, 10, 0, 0, 7, 0, 0)))).toBe(8);
    expect(readGreeting(bytes(4, 2, 0, 80, 10, 0, 0, 7, 0))).toMatchObject({ kind: 'refused' });
  });
});
