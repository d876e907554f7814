const known = new WeakMap<Blob, Uint8Array<ArrayBuffer>>();

/**
 * IronRDP wraps every message it sends in a Blob, whose bytes can only be waited for: a millisecond and more for each.
 * This one knows them at once.
 */
export class KnownBlob extends Blob {
  constructor(parts: BlobPart[] = [], options?: BlobPropertyBag) {
    super(parts, options);
    const [only] = parts;
    // A copy: what IronRDP hands over is a view of its memory.
    if (parts.length === 1 && only instanceof Uint8Array) known.set(this, new Uint8Array(only));
  }
}

/** The bytes of a {@link KnownBlob}. */
export function bytesOf(blob: Blob): Uint8Array<ArrayBuffer> | undefined {
  return known.get(blob);
}
