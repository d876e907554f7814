import type { Picture } from '../control.ts';

/** As noVNC and the protocol count them, 0 to 9. */
export interface Quality {
  qualityLevel: number;
  compressionLevel: number;
}

export const qualityOf: Record<Exclude<Picture, 'auto'>, Quality> = {
  sharp: { qualityLevel: 9, compressionLevel: 2 },
  balanced: { qualityLevel: 6, compressionLevel: 2 },
  fast: { qualityLevel: 2, compressionLevel: 6 },
};

const ladder: readonly Quality[] = [
  { qualityLevel: 1, compressionLevel: 8 },
  { qualityLevel: 3, compressionLevel: 6 },
  qualityOf.balanced,
  { qualityLevel: 8, compressionLevel: 2 },
];
const START_RUNG = 2;
const TOP_RUNG = ladder.length - 1;

/** What one second was like. */
export interface PictureSample {
  frames: number;
  /** Of one frame, from its first byte to its last, on average. */
  transferMs: number;
  bytesPerSecond: number;
}

/** A second with fewer frames says nothing about what the way can carry. */
const ACTIVE_FRAMES = 3;
const SLOW_MS = 100;
const SLOW_SECONDS = 2;
const QUICK_MS = 20;
const QUICK_SECONDS = 10;
/** The highest rung is for pictures that stand almost still. */
const CALM_BYTES_PER_SECOND = 500_000;
/** A rung that proved too high is tried again after this many times longer. */
const PATIENCE_FACTOR = 2;
const MAX_QUICK_SECONDS = 320;

/**
 * Follows what the way to the machine carries: down soon when frames take long, up again when they have been quick for a
 * while, and after a rung proved too high, only after a longer while.
 */
export class AutoQuality {
  #rung = START_RUNG;
  #slowSeconds = 0;
  #quickSeconds = 0;
  #wantedSeconds = QUICK_SECONDS;
  #hasClimbed = false;

  get quality(): Quality {
    return ladder[this.#rung] ?? qualityOf.balanced;
  }

  /** To be called once a second. */
  take({ frames, transferMs, bytesPerSecond }: PictureSample): void {
    if (frames < ACTIVE_FRAMES) return;
    const isSlow = transferMs > SLOW_MS || (this.#rung === TOP_RUNG && bytesPerSecond > 2 * CALM_BYTES_PER_SECOND);
    const isQuick = transferMs < QUICK_MS && (this.#rung + 1 < TOP_RUNG || bytesPerSecond < CALM_BYTES_PER_SECOND);
    this.#slowSeconds = isSlow ? this.#slowSeconds + 1 : 0;
    this.#quickSeconds = isQuick ? this.#quickSeconds + 1 : 0;
    if (this.#slowSeconds >= SLOW_SECONDS) this.#step(-1);
    else if (this.#quickSeconds >= this.#wantedSeconds) this.#step(1);
  }

  #step(by: 1 | -1): void {
    if (by < 0 && this.#hasClimbed)
      this.#wantedSeconds = Math.min(this.#wantedSeconds * PATIENCE_FACTOR, MAX_QUICK_SECONDS);
    this.#hasClimbed = by > 0;
    this.#rung = Math.min(TOP_RUNG, Math.max(0, this.#rung + by));
    this.#slowSeconds = 0;
    this.#quickSeconds = 0;
  }
}
