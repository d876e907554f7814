import { isConnectInitial } from '../mcs.ts';

/** Before the client's blocks: the H.221 key "Duca" of a GCC Conference Create Request (MS-RDPBCGR 2.2.1.3). */
const KEY = Buffer.from('Duca', 'latin1');
const CORE_TYPE = 0xc001;

/** From the start of the Client Core Data's header (MS-RDPBCGR 2.2.1.3.2); in bytes. */
const offsets = { type: 0, length: 2, layout: 16, highDepth: 140, supportedDepths: 142, capabilities: 144 } as const;
const MIN_CORE_BYTES = 146;

/** What IronRDP 0.7.0 sends. */
const shipped = { layout: 0, highDepth: 16, capabilities: 0x0829 } as const;

const HIGH_DEPTH_24 = 24;
const SUPPORTS_32_BITS = 0x0008;
const WANTS_32_BITS = 0x0002;

/** Where the Client Core Data begins in an MCS Connect Initial; undefined where there is none. */
function findCore(pdu: Buffer): Buffer | undefined {
  if (!isConnectInitial(pdu)) return undefined;
  const key = pdu.indexOf(KEY);
  if (key === -1 || pdu.indexOf(KEY, key + 1) !== -1) return undefined;
  // PER's length of all the blocks: two bytes from 128 on, and they are always more.
  const start = key + KEY.length + 2;
  const core = pdu.subarray(start);
  if (core.length < MIN_CORE_BYTES) return undefined;
  const blocksBytes = pdu.readUInt16BE(key + KEY.length) & 0x7fff;
  if (blocksBytes !== core.length || core.readUInt16LE(offsets.type) !== CORE_TYPE) return undefined;
  const coreBytes = core.readUInt16LE(offsets.length);
  return coreBytes >= MIN_CORE_BYTES && coreBytes <= core.length ? core.subarray(0, coreBytes) : undefined;
}

/**
 * Asks for 32 bits per pixel instead of 16: IronRDP shears bitmaps of 16 bits whose width is no multiple of four, and with
 * 32 bits servers send RemoteFX instead (IronRDP's issues 1251, 1399 and 1693, mended after 0.7.0).
 * @returns whether the PDU was as expected; it is changed in place
 */
export function correctColorDepth(pdu: Buffer): boolean {
  const core = findCore(pdu);
  if (core === undefined) return false;
  if (core.readUInt16LE(offsets.highDepth) !== shipped.highDepth) return false;
  if (core.readUInt16LE(offsets.capabilities) !== shipped.capabilities) return false;
  if ((core.readUInt16LE(offsets.supportedDepths) & SUPPORTS_32_BITS) === 0) return false;
  core.writeUInt16LE(HIGH_DEPTH_24, offsets.highDepth);
  core.writeUInt16LE(shipped.capabilities | WANTS_32_BITS, offsets.capabilities);
  return true;
}

/**
 * Names the keyboard's layout, which IronRDP 0.7.0 leaves at 0.
 * @param layout Windows' number of it, such as 0x407
 * @returns whether the PDU was as expected; it is changed in place
 */
export function correctKeyboardLayout(pdu: Buffer, layout: number): boolean {
  const core = findCore(pdu);
  if (core?.readUInt32LE(offsets.layout) !== shipped.layout) return false;
  core.writeUInt32LE(layout, offsets.layout);
  return true;
}
