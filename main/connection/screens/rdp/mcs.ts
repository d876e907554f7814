/** MCS (T.125) within TPKT, as far as RDP uses it (MS-RDPBCGR 2.2.1). */

/** TPKT, then X.224 Data: three bytes, of which none ever differs. */
const DATA_HEADER = Buffer.from([0x02, 0xf0, 0x80]);
const DATA_OFFSET = 4;
const MCS_OFFSET = DATA_OFFSET + DATA_HEADER.length;

/** BER's application tag 101. */
const CONNECT_INITIAL = Buffer.from([0x7f, 0x65]);
const SEND_DATA_REQUEST = 0x64;
const SEND_DATA_INDICATION = 0x68;
const DISCONNECT_PROVIDER_ULTIMATUM = 0x20;

/** The channel of all that has none of its own. */
const IO_CHANNEL = 1003;

/** The MCS PDU in a TPKT; undefined when it holds something else. */
function readMcs(pdu: Buffer): Buffer | undefined {
  return pdu.subarray(DATA_OFFSET, MCS_OFFSET).equals(DATA_HEADER) ? pdu.subarray(MCS_OFFSET) : undefined;
}

export function isConnectInitial(pdu: Buffer): boolean {
  return readMcs(pdu)?.subarray(0, 2).equals(CONNECT_INITIAL) ?? false;
}

/** The server takes leave: an MCS Disconnect Provider Ultimatum. */
export function isDisconnect(pdu: Buffer): boolean {
  const mcs = readMcs(pdu);
  return mcs !== undefined && mcs.length === 2 && ((mcs[0] ?? 0) & 0xfc) === DISCONNECT_PROVIDER_ULTIMATUM;
}

/**
 * What is sent on the I/O channel, as a part of `pdu`; undefined for all else.
 * @param from whose words they are
 */
export function readIoData(pdu: Buffer, from: 'client' | 'server'): Buffer | undefined {
  const mcs = readMcs(pdu);
  if (mcs === undefined || mcs.length < 8) return undefined;
  if (mcs[0] !== (from === 'client' ? SEND_DATA_REQUEST : SEND_DATA_INDICATION)) return undefined;
  if (mcs.readUInt16BE(3) !== IO_CHANNEL) return undefined;
  const first = mcs[6] ?? 0;
  const isLong = (first & 0x80) !== 0;
  const length = isLong ? ((first & 0x7f) << 8) | (mcs[7] ?? 0) : first;
  const data = mcs.subarray(isLong ? 8 : 7);
  return data.length === length ? data : undefined;
}
