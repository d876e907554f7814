import { protocolError, VncFailure } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

/** VeNCrypt 0.2 after it was chosen: agrees on the version, and reads what it offers. */
export async function readSubtypes(wire: Wire): Promise<number[]> {
  const [major, minor] = await wire.read(2);
  if (major !== 0 || minor !== 2)
    throw new VncFailure(
      'not-supported',
      `The server of the screen speaks version ${major}.${minor} of VeNCrypt; Jumpseat speaks 0.2.`,
      'Update the server, or let it offer VncAuth and open the screen through SSH.',
    );
  wire.write(Buffer.of(0, 2));
  if ((await wire.readByte()) !== 0) throw protocolError('VeNCrypt 0.2 was refused by a server that speaks it');
  const count = await wire.readByte();
  const list = await wire.read(count * 4);
  return Array.from({ length: count }, (_, index) => list.readUInt32BE(index * 4));
}

export function chooseSubtype(wire: Wire, subtype: number): void {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(subtype);
  wire.write(bytes);
}

/** Comes before TLS. */
export async function awaitGoAhead(wire: Wire): Promise<void> {
  if ((await wire.readByte()) !== 1)
    throw new VncFailure(
      'not-supported',
      'The server of the screen offers TLS, but cannot set it up.',
      'Its certificate or key may be missing. Look into its log.',
    );
}

/** User and password as they are. */
export function sendPlain(wire: Wire, user: string, password: string): void {
  const [name, secret] = [Buffer.from(user, 'utf8'), Buffer.from(password, 'utf8')];
  const message = Buffer.alloc(8 + name.length + secret.length);
  message.writeUInt32BE(name.length, 0);
  message.writeUInt32BE(secret.length, 4);
  name.copy(message, 8);
  secret.copy(message, 8 + name.length);
  secret.fill(0);
  wire.write(message);
}
