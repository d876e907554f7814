import { z } from 'zod';
import { MAX_CLIPBOARD_LENGTH, MAX_IMAGE_BYTES } from '../../../main/contract/limits.ts';
import type { FromFrame } from '../../frames/control.ts';

/** Longest side that is believed; in pixels. */
const MAX_SIDE = 65_535;

const abilities = z.object({
  resize: z.enum(['yes', 'reconnects', 'no']),
  clipboard: z.boolean(),
  quality: z.boolean(),
  limits: z.array(z.string().max(512)).max(16),
});
const side = z.number().int().min(0).max(MAX_SIDE);
const picture = z.custom<Uint8Array>((data) => ArrayBuffer.isView(data) && data.byteLength <= MAX_IMAGE_BYTES);
const figure = z.number().nonnegative();

/** A frame works on what a machine sends, so what it says is looked at before it counts. */
const fromFrameSchema: z.ZodType<FromFrame> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('painted'), abilities }),
  z.object({ type: z.literal('abilities'), abilities }),
  z.object({ type: z.literal('size'), width: side, height: side }),
  z.object({
    type: z.literal('rate'),
    framesPerSecond: figure,
    bytesPerSecond: figure,
    latencyMs: figure.optional(),
  }),
  z.object({ type: z.literal('clipboard'), text: z.string().max(MAX_CLIPBOARD_LENGTH) }),
  z.object({ type: z.literal('bell') }),
  z.object({ type: z.literal('notice'), text: z.string().max(512) }),
  z.object({ type: z.literal('picture'), png: picture }),
  z.object({
    type: z.literal('own-key'),
    keys: z.object({
      code: z.string().max(32),
      ctrl: z.boolean(),
      alt: z.boolean(),
      shift: z.boolean(),
      meta: z.boolean(),
    }),
  }),
  z.object({ type: z.literal('focus'), isFocused: z.boolean() }),
  z.object({ type: z.literal('wants-size'), width: side, height: side }),
  z.object({ type: z.literal('ended') }),
]);

/** What a frame said; undefined for what it may not say. */
export function readFrameMessage(data: unknown): FromFrame | undefined {
  const read = fromFrameSchema.safeParse(data);
  return read.success ? read.data : undefined;
}
