import { vncLimits } from './limits.ts';

/** Unpacked piece by piece, so that a small message is stopped before it becomes a huge one. */
const PIECE_BYTES = 4096;
/** Of the number that says how long the text is. */
const LENGTH_BYTES = 4;

export type UnpackedText = { text: string } | { fault: 'broken' | 'too-long' };

/** The text in a message of the extended clipboard: zlib data (RFC 1950), which need not have an end. */
export async function unpackText(packed: Uint8Array<ArrayBuffer>): Promise<UnpackedText> {
  const unpacked = await unpack(packed, LENGTH_BYTES + vncLimits.MAX_CLIPBOARD_BYTES);
  if (unpacked.length < LENGTH_BYTES) return { fault: 'broken' };
  const byteCount = new DataView(unpacked.buffer, unpacked.byteOffset).getUint32(0);
  if (byteCount > vncLimits.MAX_CLIPBOARD_BYTES) return { fault: 'too-long' };
  if (unpacked.length < LENGTH_BYTES + byteCount) return { fault: 'broken' };
  const text = new TextDecoder().decode(unpacked.subarray(LENGTH_BYTES, LENGTH_BYTES + byteCount));
  return { text: text.replace(/\0$/, '').replaceAll('\r\n', '\n') };
}

/** All that can be unpacked, but not much more than `limit` bytes. */
async function unpack(packed: Uint8Array<ArrayBuffer>, limit: number): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const reader = readable.getReader();
  const pieces: Uint8Array[] = [];
  let byteCount = 0;
  const reading = (async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      pieces.push(value);
      byteCount += value.length;
    }
  })().catch(() => {});
  try {
    for (let at = 0; at < packed.length && byteCount < limit; at += PIECE_BYTES) {
      await writer.write(packed.subarray(at, at + PIECE_BYTES));
      await afterReading();
    }
  } catch {
    // What was unpacked before the fault may be all there is.
  }
  await (byteCount < limit ? writer.close() : writer.abort()).catch(() => {});
  await reading;
  return joined(pieces, byteCount);
}

const afterReading = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function joined(pieces: readonly Uint8Array[], byteCount: number): Uint8Array {
  const whole = new Uint8Array(byteCount);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
