import { findCapabilitySet } from '../capability-sets.ts';
import { readIoData } from '../mcs.ts';

/** Share Control Header (MS-RDPBCGR 2.2.8.1.1.1.1): total length, then type and version. */
const CONFIRM_ACTIVE = 0x13;
/** From the header's start to the length of the source descriptor (MS-RDPBCGR 2.2.1.13.2.1); in bytes. */
const DESCRIPTOR_LENGTH_OFFSET = 12;
const DESCRIPTOR_OFFSET = 16;
const SET_HEADER_BYTES = 4;

/** TS_FRAME_ACKNOWLEDGE_CAPABILITYSET (MS-RDPRFX 2.2.1.3). */
const FRAME_ACKNOWLEDGE = 0x1e;
const FRAME_ACKNOWLEDGE_BYTES = 8;
/** What IronRDP 0.7.0 sends (its issue 447). */
const SHIPPED_FRAMES = 20;
/** Measured against xrdp: with one frame the server waits too often, with many the picture lags. */
const FRAMES = 2;

export function isConfirmActive(pdu: Buffer): boolean {
  const data = readIoData(pdu, 'client');
  return (
    data !== undefined &&
    data.length > DESCRIPTOR_OFFSET &&
    data.readUInt16LE(0) === data.length &&
    data.readUInt16LE(2) === CONFIRM_ACTIVE
  );
}

/**
 * Says how many frames the server may send ahead of the viewer's acknowledgements.
 * @returns whether the PDU was as expected; it is changed in place
 */
export function correctFrameAcknowledge(pdu: Buffer): boolean {
  if (!isConfirmActive(pdu)) return false;
  const data = readIoData(pdu, 'client') ?? Buffer.alloc(0);
  // A count of the sets, and padding, come before them.
  const start = DESCRIPTOR_OFFSET + data.readUInt16LE(DESCRIPTOR_LENGTH_OFFSET) + 4;
  const set = findCapabilitySet(data.subarray(start), FRAME_ACKNOWLEDGE);
  if (set?.length !== FRAME_ACKNOWLEDGE_BYTES || set.readUInt32LE(SET_HEADER_BYTES) !== SHIPPED_FRAMES) return false;
  set.writeUInt32LE(FRAMES, SET_HEADER_BYTES);
  return true;
}
