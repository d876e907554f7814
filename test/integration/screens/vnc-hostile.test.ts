import { describe, expect, test, vi } from 'vitest';
import type { ScreenCredentials } from '../../../main/contract/connection-control.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { openVnc } from '../../fixtures/vnc/open-vnc.ts';
import { said, startScripted, type Script } from '../../fixtures/vnc/scripted-server.ts';

const { use: keep } = perTest();
const password = 'a secret of mine';
const known: ScreenCredentials = { user: 'wanda', password };
const version = said.version('003.008');
const big = 0xff_ff_ff_ff;

async function endOf(script: Script, credentials: ScreenCredentials = known) {
  const server = keep(await startScripted(script));
  const screen = keep(openVnc({ port: server.port, credentials }));
  // As far as it comes.
  void screen.viewer.enter().catch(() => {});
  const ended = await screen.ended;
  // Whatever a server does, the password is in no text.
  expect(JSON.stringify([ended, screen.log, screen.facts, screen.viewer.heard])).not.toContain(password);
  return ended.ok ? undefined : ended.problem;
}

/** Greets, offers types, and sends what is to come after the choice. */
const offers =
  (types: readonly number[], ...after: Uint8Array[]): Script =>
  async (wire) => {
    wire.write(version);
    await wire.read(12);
    wire.write(said.types(...types));
    await wire.read(1);
    for (const bytes of after) wire.write(bytes);
  };

describe('a server that', () => {
  test.each([
    ['speaks SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'SSH'],
    ['speaks HTTP', 'HTTP/1.1 400 Bad Request\r\n', 'HTTP'],
    ['sends anything', '\u0000\u0001\u0002\u0003garbage garbage', 'no VNC server'],
  ])('%s is told from VNC', async (_what, greeting, told) => {
    const problem = await endOf((wire) => wire.write(Buffer.from(greeting)));
    expect(problem).toMatchObject({ code: 'protocol-error', message: expect.stringContaining(told) });
  });

  test('closes at any step is a connection that was lost', async () => {
    const steps: Script[] = [
      (_wire, socket) => void socket.end(),
      (_wire, socket) => void socket.end(version.subarray(0, 5)),
      (_wire, socket) => void socket.end(version),
      (_wire, socket) => void socket.end(Buffer.concat([version, said.types(2)])),
      (_wire, socket) => void socket.end(Buffer.concat([version, said.types(2), Buffer.alloc(9)])),
      (_wire, socket) => void socket.end(Buffer.concat([version, said.types(1), said.uint32(0), Buffer.alloc(23)])),
      async (wire, socket) => {
        wire.write(version);
        await wire.read(12);
        socket.resetAndDestroy();
      },
    ];
    for (const step of steps) expect(await endOf(step)).toMatchObject({ code: 'connection-lost' });
  });

  test('falls silent at any step is given up on', async () => {
    const steps: Script[] = [
      () => {},
      (wire) => wire.write(version),
      offers([2]),
      offers([2], Buffer.alloc(16)),
      offers([30], Buffer.from([0, 2, 0, 128]), Buffer.alloc(200)),
      offers([5]),
      offers([19], Buffer.from([0, 2])),
      offers([19], Buffer.from([0, 2, 0, 1]), said.uint32(260), Buffer.of(1)),
      offers([1], said.uint32(0)),
    ];
    for (const step of steps) {
      const server = keep(await startScripted(step));
      const clock = new StepClock();
      const screen = keep(openVnc({ port: server.port, credentials: known, clock }));
      void screen.viewer.enter().catch(() => {});
      let isOver = false;
      void screen.ended.finally(() => (isOver = true));
      // As often as a step begins to wait; those that get an answer stop.
      await vi.waitUntil(
        async () => {
          await clock.pass(4000);
          return isOver;
        },
        { timeout: 20_000, interval: 20 },
      );
      await expect(screen.ended).resolves.toMatchObject({ problem: { code: 'timed-out' } });
      expect(screen.dialed.every((stream) => stream.destroyed)).toBe(true);
    }
  });

  test('turns viewers down may say why, in one clean line', async () => {
    const reason = `No ${'\u001b[31m'}room\n${'\u202e'}now ${'x'.repeat(5000)}`;
    const problem = await endOf((wire) => wire.write(Buffer.concat([version, Buffer.of(0), said.text(reason)])));
    expect(problem).toMatchObject({ code: 'not-allowed', detail: expect.stringContaining('says: No room now xxx') });
    expect(problem?.detail?.length).toBeLessThan(250);
    const silent = await endOf((wire, socket) => {
      wire.write(Buffer.concat([version, Buffer.of(0), said.uint32(big)]));
      socket.end();
    });
    expect(silent).toMatchObject({ code: 'not-allowed' });
    expect(silent?.detail).toBeUndefined();
  });

  test('has had too many sign-ins is left alone', async () => {
    const old = Buffer.concat([said.version('003.003'), said.uint32(0), said.text('Too many security failures')]);
    expect(await endOf((wire) => wire.write(old))).toMatchObject({ code: 'rate-limited' });
    const failed = Buffer.concat([said.uint32(1), said.text('Too many authentication failures')]);
    expect(await endOf(offers([2], Buffer.alloc(16), failed))).toMatchObject({ code: 'rate-limited' });
    expect(await endOf(offers([2], Buffer.alloc(16), said.uint32(2)))).toMatchObject({ code: 'rate-limited' });
  });

  test('lets nobody in although it asks for nothing does not make us ask', async () => {
    const problem = await endOf(offers([1], said.uint32(1), said.text('Nobody')));
    expect(problem).toMatchObject({ code: 'sign-in-refused', detail: 'The server says: Nobody' });
  });

  test.each([
    [[33, 35, 36], 'Apple RSA, Apple Kerberos, Apple SRP', 'Screen Sharing'],
    [[18], 'TLS', 'X509Vnc'],
    [[113], 'MS-Logon II', 'MS Logon'],
    [[0, 77, 255], 'type 0, type 77, type 255', 'VncAuth'],
    [Array.from({ length: 255 }, (_, index) => (index % 100) + 150), 'more', 'VncAuth'],
  ])('offers only what cannot be done gets its offer named', async (types, named, hint) => {
    const problem = await endOf((wire) => wire.write(Buffer.concat([version, said.types(...types)])));
    expect(problem).toMatchObject({ code: 'not-supported', hint: expect.stringContaining(hint) });
    expect(problem?.message).toContain(named);
    expect(problem?.message.length).toBeLessThan(300);
  });

  test('breaks VeNCrypt is named as what it is', async () => {
    const ended = (...after: number[]) => endOf(offers([19], Buffer.from(after)));
    expect(await ended(0, 1)).toMatchObject({ code: 'not-supported', message: expect.stringContaining('0.1') });
    expect(await ended(0, 2, 1)).toMatchObject({ code: 'protocol-error' });
    expect(await ended(0, 2, 0, 0)).toMatchObject({ code: 'not-supported' });
    expect(await ended(0, 2, 0, 1, 0, 0, 1, 4, 0)).toMatchObject({ code: 'not-supported' });
    const noTls = Buffer.from('this is no TLS at all, and long enough to show it');
    expect(await ended(0, 2, 0, 1, 0, 0, 1, 4, 1, ...noTls)).toMatchObject({ code: 'protocol-error' });
  });

  test('shows another list within VeNCrypt each time is not followed', async () => {
    const problem = await endOf(async (wire, _socket, count) => {
      wire.write(version);
      await wire.read(12);
      wire.write(said.types(19));
      await wire.read(1);
      wire.write(Buffer.concat([Buffer.from([0, 2, 0, 1]), said.uint32(count === 1 ? 261 : 258)]));
      if (count === 1) wire.write(Buffer.of(0));
    });
    expect(problem).toMatchObject({ code: 'not-supported' });
  });

  test('gives numbers that make no agreement in Apple’s sign-in gets nothing', async () => {
    const numbers = (length: number, prime: number, key: number): Buffer =>
      Buffer.concat([
        Buffer.from([0, 2, length >> 8, length & 0xff]),
        Buffer.alloc(length, prime),
        Buffer.alloc(length, key),
      ]);
    const tries = [
      Buffer.from([0, 2, 0, 1, 7, 3]),
      Buffer.from([0, 2, 0xff, 0xff]),
      numbers(128, 0, 1),
      numbers(128, 0xfe, 1),
      numbers(128, 0xff, 0),
      numbers(128, 0xff, 0xff),
      Buffer.concat([Buffer.from([0, 0, 0, 128]), Buffer.alloc(128, 0xff), Buffer.alloc(128, 1)]),
    ];
    for (const bytes of tries) expect(await endOf(offers([30], bytes))).toMatchObject({ code: 'protocol-error' });
  });

  test('gives numbers that make no key in RSA-AES gets nothing', async () => {
    const tries = [
      said.uint32(0),
      said.uint32(512),
      said.uint32(big),
      Buffer.concat([said.uint32(1024), Buffer.alloc(256)]),
      Buffer.concat([said.uint32(1024), Buffer.alloc(128, 0xfe), Buffer.alloc(128, 0xfe)]),
    ];
    for (const bytes of tries) expect(await endOf(offers([5], bytes))).toMatchObject({ code: 'protocol-error' });
  });

  const shows = (init: Uint8Array): Script => offers([1], said.uint32(0), init);
  test.each([
    [30_000, 30_000],
    [16_385, 1],
    [1, 65_535],
    [16_384, 16_384],
  ])('has a screen of %i × %i is not shown', async (width, height) => {
    const problem = await endOf(async (wire, socket, count) => {
      await shows(said.serverInit(width, height, 'wide'))(wire, socket, count);
    });
    expect(problem).toMatchObject({ code: 'too-large', message: expect.stringContaining(`${width} × ${height}`) });
  });

  test('has a name of gigabytes is not listened to', async () => {
    const init = said.serverInit(10, 10, '');
    init.writeUInt32BE(big, 20);
    expect(await endOf(shows(init))).toMatchObject({ code: 'protocol-error' });
  });
});

describe('a server of before', () => {
  const init = said.serverInit(64, 48, `old\u001b[2J\u202e${'o'.repeat(400)}`);
  const asks: Record<string, Script> = {
    '3.3 with a password': async (wire) => {
      wire.write(said.version('003.003'));
      expect((await wire.read(12)).toString()).toBe('RFB 003.003\n');
      wire.write(Buffer.concat([said.uint32(2), Buffer.alloc(16)]));
      await wire.read(16);
      wire.write(said.uint32(0));
      await wire.read(1);
      wire.write(init);
    },
    '3.3 without': async (wire) => {
      wire.write(said.version('003.006'));
      await wire.read(12);
      wire.write(said.uint32(1));
      await wire.read(1);
      wire.write(init);
    },
    '3.7 without': async (wire) => {
      wire.write(said.version('003.007'));
      expect((await wire.read(12)).toString()).toBe('RFB 003.007\n');
      wire.write(said.types(1));
      await wire.read(2);
      wire.write(init);
    },
    '5.0 that speaks 3.8': async (wire) => {
      wire.write(said.version('005.000'));
      expect((await wire.read(12)).toString()).toBe('RFB 003.008\n');
      wire.write(said.types(2));
      await wire.read(1);
      wire.write(Buffer.alloc(16));
      await wire.read(16);
      wire.write(said.uint32(0));
      await wire.read(1);
      wire.write(init);
    },
  };
  test.each(Object.keys(asks))('%s is shown, with a clean name', async (kind) => {
    const server = keep(await startScripted(asks[kind] ?? (() => {})));
    const screen = keep(openVnc({ port: server.port, credentials: known }));
    const entered = await screen.viewer.enter();
    expect(entered).toMatchObject({ width: 64, height: 48 });
    expect(entered.name).toMatch(/^oldo+…$/);
    expect([...entered.name]).toHaveLength(256);
    expect(screen.facts.name).toBe(entered.name);
  });

  test('asks again after a refusal without a reason', async () => {
    const refuses: Script = async (wire) => {
      wire.write(said.version('003.003'));
      await wire.read(12);
      wire.write(Buffer.concat([said.uint32(2), Buffer.alloc(16)]));
      await wire.read(16);
      wire.write(said.uint32(1));
    };
    const server = keep(await startScripted(refuses));
    const screen = keep(openVnc({ port: server.port, credentials: known }));
    await vi.waitUntil(() => screen.questions.length === 1, 20_000);
    expect(screen.questions).toEqual([{ fields: ['password'], isRetry: true }]);
    expect(server.connections()).toBe(1);
  });
});

describe('the better way', () => {
  test('is taken on a second connection where VeNCrypt has nothing for us', async () => {
    const server = keep(
      await startScripted(async (wire, _socket, count) => {
        wire.write(version);
        await wire.read(12);
        wire.write(said.types(19, 2));
        const type = await wire.readByte();
        if (count === 1) wire.write(Buffer.concat([Buffer.from([0, 2, 0, 1]), said.uint32(258)]));
        else if (type === 2) {
          wire.write(Buffer.alloc(16));
          await wire.read(16);
          wire.write(said.uint32(0));
          await wire.read(1);
          wire.write(said.serverInit(8, 8, 'second'));
        }
      }),
    );
    const screen = keep(openVnc({ port: server.port, credentials: known }));
    expect((await screen.viewer.enter()).name).toBe('second');
    expect(server.connections()).toBe(2);
  });
});
