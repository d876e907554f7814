/** Any host and, with an empty number, any display (`FamilyWild` of Xauth.h). */
const FAMILY_WILD = 0xffff;
const COOKIE_PROTOCOL = 'MIT-MAGIC-COOKIE-1';

/** Bytes of a cookie. */
export const COOKIE_BYTES = 16;

function counted(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** An Xauthority file (Xau(3)) with one entry: whoever has this cookie may draw, on whatever display it is given to. */
export function xAuthority(cookie: Uint8Array): Buffer {
  const family = Buffer.alloc(2);
  family.writeUInt16BE(FAMILY_WILD);
  const [address, displayNumber] = [Buffer.alloc(0), Buffer.alloc(0)];
  const fields = [address, displayNumber, Buffer.from(COOKIE_PROTOCOL, 'latin1'), Buffer.from(cookie)];
  return Buffer.concat([family, ...fields.map(counted)]);
}
