import { readIoData } from '../mcs.ts';

/** The security header that goes before the Client Info PDU (MS-RDPBCGR 2.2.1.11). */
const SEC_INFO_PKT = 0x0040;
/** From the start of the security header; in bytes. */
const offsets = { securityFlags: 0, flags: 8, lengths: 12 } as const;
/** Five lengths and as many terminators of two bytes each. */
const MIN_BYTES = offsets.lengths + 5 * 2 + 5 * 2;

/** What IronRDP 0.7.0 sends. */
const SHIPPED_FLAGS = 0x004b_0173;
const INFO_AUTOLOGON = 0x0008;

/** Whether it is a Client Info PDU. It has the password in it: never log it. */
export function isClientInfo(pdu: Buffer): boolean {
  const data = readIoData(pdu, 'client');
  return data !== undefined && data.length >= MIN_BYTES && data.readUInt32LE(offsets.securityFlags) === SEC_INFO_PKT;
}

/**
 * Says that the password is meant for signing in, without which xrdp shows its own form although it has the password.
 * @returns whether the PDU was as expected; it is changed in place
 */
export function correctAutologon(pdu: Buffer): boolean {
  const data = readIoData(pdu, 'client');
  if (data === undefined || !isClientInfo(pdu)) return false;
  if (data.readUInt32LE(offsets.flags) !== SHIPPED_FLAGS) return false;
  data.writeUInt32LE(SHIPPED_FLAGS | INFO_AUTOLOGON, offsets.flags);
  return true;
}
