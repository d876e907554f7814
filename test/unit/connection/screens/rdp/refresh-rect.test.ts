import { describe, expect, it } from 'vitest';
import { readIoData } from '../../../../../main/connection/screens/rdp/mcs.ts';
import { offersRefresh, readShare, writeRefreshRect } from '../../../../../main/connection/screens/rdp/refresh-rect.ts';
import { recordedPdu } from '../../../../fixtures/rdp/recorded.ts';

/** A Demand Active PDU's share headers and sets, with the general set's refreshRectSupport as given. */
function demandActive(support: number): Buffer {
  const general = Buffer.from(
    '0100 1800 0100 0300 0002 0000 0000 1d04 0000 0000 0000 00 00'.replaceAll(' ', ''),
    'hex',
  );
  general[22] = support;
  const head = Buffer.from('0000 1100 ea03 01000100 0400 0000 52445000 0200 0000'.replaceAll(' ', ''), 'hex');
  const pointer = Buffer.from('0800 0800 0100 1400'.replaceAll(' ', ''), 'hex');
  const pdu = Buffer.concat([head, general, pointer, Buffer.alloc(4)]);
  pdu.writeUInt16LE(pdu.length);
  return pdu;
}

describe('asking for a part of the picture', () => {
  it('writes a whole PDU in the name of the viewer', () => {
    const share = readShare(recordedPdu('tls', 8));
    expect(share).toEqual({ initiator: 4, source: 0x3ed, shareId: 0x103ea });
    const pdu = writeRefreshRect(share ?? { initiator: 0, source: 0, shareId: 0 });
    expect(pdu.readUInt16BE(2)).toBe(pdu.length);
    const data = readIoData(pdu, 'client');
    expect(data?.toString('hex')).toBe('1e001700ed03ea03010000020c002100000001000000000000000f000f00');
    expect(data?.readUInt16LE(0)).toBe(data?.length);
    expect(pdu.subarray(8, 12).toString('hex')).toBe('000403eb');
  });

  it('knows from the server’s first words whether it can be asked', () => {
    expect(offersRefresh(demandActive(1))).toBe(true);
    expect(offersRefresh(demandActive(0))).toBe(false);
    expect(offersRefresh(demandActive(1).subarray(0, 30))).toBe(false);
    expect(offersRefresh(Buffer.alloc(8))).toBe(false);
  });
});
