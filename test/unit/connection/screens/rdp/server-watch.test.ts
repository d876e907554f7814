import { describe, expect, it } from 'vitest';
import { ServerWatch } from '../../../../../main/connection/screens/rdp/server-watch.ts';
import type { ServerWords } from '../../../../../main/connection/screens/rdp/server-watch.ts';

const plain = { hasTokens: false, hasEarlyResult: false };
const nla = { hasTokens: true, hasEarlyResult: false };
const nlaExtended = { hasTokens: true, hasEarlyResult: true };

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A TPKT with a Send Data Indication on the I/O channel. */
function fromServer(data: Buffer, channel = 1003): Buffer {
  const mcs = hex('68 0001 0000 70 0000');
  mcs.writeUInt16BE(channel, 3);
  mcs.writeUInt16BE(0x8000 | data.length, 6);
  const pdu = Buffer.concat([hex('0300 0000 02f080'), mcs, data]);
  pdu.writeUInt16BE(pdu.length, 2);
  return pdu;
}

function share(type: number, rest: Buffer): Buffer {
  const data = Buffer.concat([hex('0000 0000 ea03'), rest]);
  data.writeUInt16LE(data.length);
  data.writeUInt16LE(0x10 | type, 2);
  return fromServer(data);
}

function errorInfo(code: number, compression = 0): Buffer {
  const data = hex('01000100 00 01 0400 2f 00 0000 00000000');
  data[9] = compression;
  data.writeUInt32LE(code, 12);
  return share(7, data);
}

const demandActive = share(1, Buffer.alloc(40));
/** A fast-path update of 9,000 bytes, and one of 5. */
const picture = Buffer.concat([hex('00 a328'), Buffer.alloc(8997, 0x2f), hex('00 05 000000')]);
const leave = hex('0300 0009 02f080 2180');
const licenceError = (code: number): Buffer => {
  const data = hex('8000 0000 ff 03 1000 00000000 01000000 0400 0000');
  data.writeUInt32LE(code, 8);
  return fromServer(data);
};
/** TSRequest: version 6, error code. */
const refusal = hex('300d a003020106 a406 0204 c000006d');

function seen(stream: Buffer, before = plain): ServerWords {
  const watch = new ServerWatch(before);
  watch.see(stream);
  return watch.words;
}

describe('what the server says of how it goes', () => {
  const cases: readonly [what: string, before: typeof plain, stream: Buffer, words: ServerWords][] = [
    ['a picture', plain, Buffer.concat([demandActive, picture, picture]), { isActive: true, canRefresh: false }],
    [
      'its reason',
      plain,
      Buffer.concat([demandActive, picture, errorInfo(5), picture]),
      { isActive: true, canRefresh: false, errorInfo: 5 },
    ],
    ['that there is no error', plain, errorInfo(0), {}],
    ['a reason that is compressed', plain, errorInfo(5, 0x20), {}],
    ['its leave', plain, Buffer.concat([errorInfo(12), leave]), { errorInfo: 12, hasLeft: true }],
    ['the missing of a licence', plain, licenceError(2), { licenceError: 2 }],
    [
      'that a licence is not needed',
      plain,
      Buffer.concat([licenceError(7), demandActive]),
      { isActive: true, canRefresh: false },
    ],
    ['another machine', plain, share(10, Buffer.alloc(300)), { isRedirected: true }],
    ['the refusal of a password', nla, refusal, { logonStatus: 0xc000_006d }],
    ['the same with a zero before it', nla, hex('300e a003020106 a407 0205 00c000006d'), { logonStatus: 0xc000_006d }],
    [
      'a session after NLA',
      nla,
      Buffer.concat([hex('3005a003020106'), demandActive]),
      { isActive: true, canRefresh: false },
    ],
    ['the refusal of an account', nlaExtended, hex('3005a003020106 05000000'), { isDenied: true }],
    [
      'a session after an account was let in',
      nlaExtended,
      Buffer.concat([hex('3005a003020106 00000000'), demandActive]),
      { isDenied: false, isActive: true, canRefresh: false },
    ],
    ['something on another channel', plain, fromServer(errorInfo(5).subarray(15), 1004), {}],
    ['no RDP at all', plain, Buffer.concat([Buffer.from('HTTP/1.1 400 Bad Request\r\n'), errorInfo(5)]), {}],
  ];

  it.each(cases)('hears %s, however it is cut', (_what, before, stream, words) => {
    expect(seen(stream, before)).toEqual(words);
    const watch = new ServerWatch(before);
    for (const byte of stream) watch.see(Buffer.from([byte]));
    expect(watch.words).toEqual(words);
    for (let cut = 1; cut < Math.min(stream.length, 400); cut += 1) {
      const cutWatch = new ServerWatch(before);
      cutWatch.see(stream.subarray(0, cut));
      cutWatch.see(stream.subarray(cut));
      expect(cutWatch.words, `cut at ${cut}`).toEqual(words);
    }
  });

  it('reads any bytes to an end', () => {
    let seed = 11;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    const parts = [demandActive, errorInfo(5), leave, licenceError(2), refusal, hex('00 05 000000')];
    for (let round = 0; round < 3000; round += 1) {
      const watch = new ServerWatch([plain, nla, nlaExtended][random(3)] ?? plain);
      for (let part = 0; part < 6; part += 1) {
        const bytes = Buffer.from(parts[random(parts.length)] ?? leave);
        if (random(2) === 0) bytes[random(bytes.length)] = random(256);
        watch.see(bytes.subarray(0, random(8) === 0 ? random(bytes.length) : bytes.length));
      }
    }
    expect(seen(demandActive).isActive).toBe(true);
  });
});
