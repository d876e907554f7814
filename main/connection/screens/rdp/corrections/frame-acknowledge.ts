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
  const set = findSet(readIoData(pdu, 'client'));
  if (set?.length !== FRAME_ACKNOWLEDGE_BYTES || set.readUInt32LE(SET_HEADER_BYTES) !== SHIPPED_FRAMES) return false;
  set.writeUInt32LE(FRAMES, SET_HEADER_BYTES);
  return true;
}

/** The one capability set that is asked for, found by walking over all of them. */
function findSet(data: Buffer | undefined): Buffer | undefined {
  if (data === undefined) return undefined;
  const descriptorBytes = data.readUInt16LE(DESCRIPTOR_LENGTH_OFFSET);
  // A count of the sets, and padding, come between.
  let offset = DESCRIPTOR_OFFSET + descriptorBytes + 4;
  let found: Buffer | undefined;
  while (offset + SET_HEADER_BYTES <= data.length) {
    const type = data.readUInt16LE(offset);
    const byteCount = data.readUInt16LE(offset + 2);
    if (byteCount < SET_HEADER_BYTES || offset + byteCount > data.length) return undefined;
    if (type === FRAME_ACKNOWLEDGE) {
      if (found !== undefined) return undefined;
      found = data.subarray(offset, offset + byteCount);
    }
    offset += byteCount;
  }
  return offset === data.length ? found : undefined;
}
