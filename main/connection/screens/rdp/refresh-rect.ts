import { findCapabilitySet } from './capability-sets.ts';
import { readIoData } from './mcs.ts';

/** Where a viewer's PDUs come from: its number in MCS, its channel, and the share it has joined. */
export interface Share {
  initiator: number;
  source: number;
  shareId: number;
}

/** From the start of a TPKT; in bytes. */
const INITIATOR_OFFSET = 8;
/** From the start of the Share Control Header; in bytes. */
const offsets = { source: 4, shareId: 6 } as const;

/** Of a Demand Active PDU (MS-RDPBCGR 2.2.1.13.1.1), from the start of the Share Control Header; in bytes. */
const DESCRIPTOR_LENGTH_OFFSET = 10;
const DESCRIPTOR_OFFSET = 14;
const GENERAL_SET = 1;
/** `refreshRectSupport` (MS-RDPBCGR 2.2.7.1.1). */
const REFRESH_SUPPORT_OFFSET = 22;

/** The share that a Confirm Active PDU joins. */
export function readShare(confirmActive: Buffer): Share | undefined {
  const data = readIoData(confirmActive, 'client');
  if (data === undefined) return undefined;
  return {
    initiator: confirmActive.readUInt16BE(INITIATOR_OFFSET),
    source: data.readUInt16LE(offsets.source),
    shareId: data.readUInt32LE(offsets.shareId),
  };
}

/** Whether the server that sends this Demand Active PDU paints a part anew when it is asked. */
export function offersRefresh(demandActive: Buffer): boolean {
  if (demandActive.length < DESCRIPTOR_OFFSET) return false;
  const descriptorBytes = demandActive.readUInt16LE(DESCRIPTOR_LENGTH_OFFSET);
  // A count of the sets, and padding, come before them; the number of the session after them.
  const start = DESCRIPTOR_OFFSET + descriptorBytes + 4;
  const sets = demandActive.subarray(start, demandActive.length - 4);
  return (findCapabilitySet(sets, GENERAL_SET)?.[REFRESH_SUPPORT_OFFSET] ?? 0) !== 0;
}

/** A Refresh Rect PDU in TPKT, X.224, MCS and its share headers, without its numbers: one area. */
const REFRESH_RECT = '0300002d 02f080 640000 03eb 70 1e 1e00 1700 0000 00000000 00 02 0c00 21 00 0000 01 000000';
/** Left, top, right and bottom. FreeRDP takes the last two for the first pixels outside. */
const AREA = '0000 0000 0f00 0f00';
/** What of it is on the I/O channel. */
const DATA_BYTES = 30;

/** Asks for the corner of the picture anew (MS-RDPBCGR 2.2.11.2): a server that is alive paints it. */
export function writeRefreshRect({ initiator, source, shareId }: Share): Buffer {
  const pdu = Buffer.from(`${REFRESH_RECT}${AREA}`.replaceAll(' ', ''), 'hex');
  const data = pdu.subarray(pdu.length - DATA_BYTES);
  pdu.writeUInt16BE(pdu.length, 2);
  pdu.writeUInt16BE(initiator, INITIATOR_OFFSET);
  data.writeUInt16LE(source, offsets.source);
  data.writeUInt32LE(shareId, offsets.shareId);
  return pdu;
}
