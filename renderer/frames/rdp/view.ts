import type { Fit } from '../control.ts';
import { desktopSizeFor, pixelsPerUnit, sizeToFit, type Size } from './desktop-size.ts';

/** So long the tab must have had its new size: meanwhile its edge is perhaps still being drawn. */
const SETTLED_MS = 700;

export interface ViewOptions {
  /** What the canvas is in, and what scrolls. */
  place: HTMLElement;
  canvas: HTMLCanvasElement;
  fit(): Fit;
  density(): number;
  /** `resize`, and another desktop would fill the tab. */
  onWantsSize(size: Size): void;
}

/** Gives the canvas its size in the tab. */
export class View {
  readonly #options: ViewOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted: Size | undefined;
  /** What the place had when it was last in sight. */
  #lastPlace: Size = { width: 0, height: 0 };

  constructor(options: ViewOptions) {
    this.#options = options;
    options.place.append(options.canvas);
  }

  /** Until `signal`, whenever the tab changes. */
  follow(signal: AbortSignal): void {
    const observer = new ResizeObserver(() => this.layOut());
    observer.observe(this.#options.place);
    signal.addEventListener('abort', () => {
      observer.disconnect();
      clearTimeout(this.#timer);
    });
  }

  /** The desktop that would fill the tab now; nothing while the tab is hidden. */
  desktopSize(): Size | undefined {
    const place = this.#placeSize();
    return place.width === 0 || place.height === 0 ? undefined : desktopSizeFor(place, this.#options.density());
  }

  /** To be called as well when the settings or the desktop changed. */
  layOut(): void {
    const { canvas, place } = this.#options;
    const fit = this.#options.fit();
    place.dataset.fit = fit;
    const size = this.#canvasSize(fit);
    canvas.style.width = `${size.width}px`;
    canvas.style.height = `${size.height}px`;
    this.#considerSize(fit);
  }

  #canvasSize(fit: Fit): Size {
    const { canvas } = this.#options;
    const scale = pixelsPerUnit(this.#options.density());
    const exact = { width: canvas.width / scale, height: canvas.height / scale };
    if (fit === 'actual') return exact;
    const place = this.#placeSize();
    // A hidden tab measures nothing, and an observer says nothing when it comes back as large as it was.
    if (place.width > 0 && place.height > 0) this.#lastPlace = place;
    const fitted = sizeToFit(canvas, this.#lastPlace);
    // A pixel more or less is not worth the blur.
    return Math.abs(fitted.width - exact.width) <= 2 && Math.abs(fitted.height - exact.height) <= 2 ? exact : fitted;
  }

  #considerSize(fit: Fit): void {
    const { canvas } = this.#options;
    const size = this.desktopSize();
    if (fit !== 'resize' || size === undefined || (size.width === canvas.width && size.height === canvas.height)) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#wanted = undefined;
      return;
    }
    if (this.#timer !== undefined && this.#wanted?.width === size.width && this.#wanted.height === size.height) return;
    clearTimeout(this.#timer);
    this.#wanted = size;
    this.#timer = setTimeout(() => this.#options.onWantsSize(size), SETTLED_MS);
  }

  #placeSize(): Size {
    // Without the scroll bars that `actual` may bring.
    const { offsetWidth, offsetHeight } = this.#options.place;
    return { width: offsetWidth, height: offsetHeight };
  }
}
