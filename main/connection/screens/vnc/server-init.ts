import { plainText } from '../../../lib/plain-text.ts';
import { protocolError, VncFailure } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

/** A picture larger than this would take the viewer's memory away: 256 MiB of pixels. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 64 * 1024 * 1024;
const HEAD_BYTES = 24;
const MAX_NAME_BYTES = 65_536;

export interface ServerInit {
  /** What the server calls itself; made up by it, cleaned here. */
  name: string;
  /** The message for the viewer, with the clean name. */
  message: Buffer;
}

/** The server's first word after the sign-in: the size of its screen, its pixels and its name (RFC 6143, 7.3.2). */
export async function readServerInit(wire: Wire): Promise<ServerInit> {
  const head = await wire.read(HEAD_BYTES);
  const [width, height] = [head.readUInt16BE(0), head.readUInt16BE(2)];
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS)
    throw new VncFailure(
      'too-large',
      `The screen has ${width} × ${height} pixels, which is more than Jumpseat shows.`,
      'Give it a smaller size: at most 16,384 pixels on a side and 64 million in all.',
    );
  const nameBytes = head.readUInt32BE(HEAD_BYTES - 4);
  if (nameBytes > MAX_NAME_BYTES) throw protocolError(`a name of ${nameBytes} bytes`);
  const name = plainText((await wire.read(nameBytes)).toString('utf8'), 256);
  const clean = Buffer.from(name, 'utf8');
  const message = Buffer.concat([head, clean]);
  message.writeUInt32BE(clean.length, HEAD_BYTES - 4);
  return { name, message };
}
