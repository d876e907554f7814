/** Where IronRDP paints, and what is told of it. */
export interface Picture {
  canvas: HTMLCanvasElement;
  /** PNG; empty before the first picture. */
  take(): Promise<Uint8Array>;
}

/**
 * A canvas that tells of what is painted on it.
 * @param onPaint at every part that changes; a frame may have several
 */
export function createPicture(label: string, onPaint: () => void): Picture {
  const canvas = document.createElement('canvas');
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-label', label);
  let hasPicture = false;
  // IronRDP asks for it again, and then gets this one.
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('This computer cannot paint pictures.');
  const paint = context.putImageData.bind(context);
  context.putImageData = (image: ImageData, x: number, y: number, ...part: number[]) => {
    Reflect.apply(paint, undefined, [image, x, y, ...part]);
    // The end of a frame paints one pixel, which says nothing.
    if (image.width <= 1 && image.height <= 1) return;
    hasPicture = true;
    onPaint();
  };
  return {
    canvas,
    async take() {
      if (!hasPicture) return new Uint8Array();
      const { promise, resolve } = Promise.withResolvers<Blob | null>();
      canvas.toBlob(resolve, 'image/png');
      const blob = await promise;
      return blob === null ? new Uint8Array() : new Uint8Array(await blob.arrayBuffer());
    },
  };
}
