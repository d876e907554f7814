/** A picture on its way through a decoder, of the shape in which noVNC's display waits for frames of a video. */
export interface PendingPicture {
  ready: boolean;
  frame: ImageBitmap | undefined;
  promise: Promise<void>;
}

interface EncodedPicture {
  /** JPEG or PNG; copied. */
  data: Uint8Array<ArrayBuffer>;
  type: string;
  width: number;
  height: number;
}

/**
 * Decodes a picture beside the page's own thread.
 *
 * @param onFault it is broken, or not of this size
 */
export function decodePicture(
  { data, type, width, height }: EncodedPicture,
  onFault: (detail: string) => void,
): PendingPicture {
  const pending: PendingPicture = { ready: false, frame: undefined, promise: Promise.resolve() };
  pending.promise = createImageBitmap(new Blob([data], { type }), { colorSpaceConversion: 'none' }).then((bitmap) => {
    if (bitmap.width === width && bitmap.height === height) {
      pending.frame = bitmap;
      pending.ready = true;
      return;
    }
    const size = `${bitmap.width} × ${bitmap.height}`;
    bitmap.close();
    throw new Error(`a picture of ${size} for a rectangle of ${width} × ${height}`);
  });
  pending.promise.catch((error: unknown) => onFault(String(error)));
  return pending;
}
