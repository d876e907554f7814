import { describe, expect, it } from 'vitest';
import {
  isConnectionRequest,
  measureConnectionPdu,
  readConfirm,
} from '../../../../../main/connection/screens/rdp/tpkt.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('the negotiation of RDP', () => {
  it.each([
    // As xrdp (TLS) and FreeRDP's shadow server (NLA) answer.
    ['030000130ed000001234000201080001000000', { kind: 'selected', protocol: 1 }],
    ['030000130ed000001234000200080002000000', { kind: 'selected', protocol: 2 }],
    ['030000130ed00000123400021f080008000000', { kind: 'selected', protocol: 8 }],
    ['030000130ed000001234000300080005000000', { kind: 'refused', failureCode: 5 }],
    ['0300000b06d00000123400', { kind: 'old' }],
  ])('reads %s', (bytes, confirm) => {
    expect(readConfirm(hex(bytes))).toEqual(confirm);
  });

  it.each([
    ['a length of the negotiation that is not 8', '030000130ed000001234000201090001000000'],
    ['a kind of negotiation that does not exist', '030000130ed000001234000701080001000000'],
    ['a length of X.224 that is not that of the rest', '030000130dd000001234000201080001000000'],
    ['a PDU that is no Connection Confirm', '030000130ee000001234000201080001000000'],
    ['a TPKT that is longer than it says', '030000120ed000001234000201080001000000'],
    ['something after the negotiation', '030000140fd00000123400020108000100000000'],
  ])('refuses %s', (_what, bytes) => {
    expect(readConfirm(hex(bytes))).toBeUndefined();
  });

  it('says how long a PDU is once it can, and gives up at once on what is none', () => {
    expect(measureConnectionPdu(hex(''))).toBe('incomplete');
    expect(measureConnectionPdu(hex('030000'))).toBe('incomplete');
    expect(measureConnectionPdu(hex('03000013'))).toBe(19);
    expect(measureConnectionPdu(hex('0300ffff'))).toBe('malformed');
    expect(measureConnectionPdu(hex('0300000a'))).toBe('malformed');
    expect(measureConnectionPdu(hex('0301'))).toBe('malformed');
    expect(measureConnectionPdu(Buffer.from('SSH-2.0-'))).toBe('malformed');
  });

  it('knows a Connection Request from anything else', () => {
    expect(isConnectionRequest(hex('030000130ee000000000000100080003000000'))).toBe(true);
    expect(isConnectionRequest(hex('030000130ed000000000000100080003000000'))).toBe(false);
    expect(isConnectionRequest(hex('030000130ee0000000000001000800030000000300'))).toBe(false);
  });
});
