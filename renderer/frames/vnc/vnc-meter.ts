import type { PictureSample } from './picture-quality.ts';

/** Counts updates and bytes, and is read once a second. */
export class VncMeter {
  readonly #receivedBytes: () => number;
  readonly #now: () => number;
  #frames = 0;
  #transferMs = 0;
  #bytesBefore: number;
  #startedAt: number;

  /** @param receivedBytes all that ever came */
  constructor(receivedBytes: () => number, now: () => number) {
    this.#receivedBytes = receivedBytes;
    this.#now = now;
    this.#bytesBefore = receivedBytes();
    this.#startedAt = now();
  }

  updated(transferMs: number): void {
    this.#frames += 1;
    this.#transferMs += transferMs;
  }

  /** What the time since the last reading was like. */
  read(): PictureSample & { framesPerSecond: number } {
    const seconds = Math.max((this.#now() - this.#startedAt) / 1000, 0.1);
    const frames = this.#frames;
    const bytes = this.#receivedBytes();
    const sample = {
      frames,
      transferMs: frames === 0 ? 0 : this.#transferMs / frames,
      bytesPerSecond: Math.round((bytes - this.#bytesBefore) / seconds),
      framesPerSecond: Math.round((frames / seconds) * 10) / 10,
    };
    this.#frames = 0;
    this.#transferMs = 0;
    this.#bytesBefore = bytes;
    this.#startedAt = this.#now();
    return sample;
  }
}
