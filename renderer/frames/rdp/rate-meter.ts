const WINDOW_MS = 1000;

export interface Rate {
  framesPerSecond: number;
  bytesPerSecond: number;
}

/** What {@link RateMeter} takes from the page. */
export interface FrameClock {
  now(): number;
  requestAnimationFrame(callback: () => void): unknown;
}

/** Counts what was painted and what came, and tells it once a second while there is something to tell. */
export class RateMeter {
  readonly #clock: FrameClock;
  readonly #bytes: () => number;
  #frames = 0;
  #bytesBefore = 0;
  #isDirty = false;
  #startedAt: number;

  /** @param bytes all that ever came */
  constructor(clock: FrameClock, bytes: () => number) {
    this.#clock = clock;
    this.#bytes = bytes;
    this.#startedAt = clock.now();
  }

  /** What is painted between two frames of the window is one frame. */
  painted(): void {
    if (this.#isDirty) return;
    this.#isDirty = true;
    this.#clock.requestAnimationFrame(() => {
      this.#isDirty = false;
      this.#frames += 1;
    });
  }

  /** Once a second, or so. Nothing when the picture stood still. */
  read(): Rate | undefined {
    const now = this.#clock.now();
    const seconds = Math.max(now - this.#startedAt, WINDOW_MS / 2) / WINDOW_MS;
    const bytes = this.#bytes();
    const rate = {
      framesPerSecond: Math.round((this.#frames / seconds) * 10) / 10,
      bytesPerSecond: Math.round((bytes - this.#bytesBefore) / seconds),
    };
    this.#startedAt = now;
    this.#frames = 0;
    this.#bytesBefore = bytes;
    return rate.framesPerSecond === 0 && rate.bytesPerSecond === 0 ? undefined : rate;
  }
}
