import type { TransferProgress } from '../../contract/transfer.ts';
import type { Clock } from '../../lib/clock.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { JournalState } from './journal-state.ts';
import { RateMeter } from './rate-meter.ts';

type Figures = Omit<TransferProgress, 'state' | 'question' | 'problem'>;

/** How far one transfer is: what the journal knows, and what is on its way right now. */
export class Tally {
  readonly #clock: Clock;
  readonly #state: JournalState;
  readonly #onChange: () => void;
  readonly #meter = new RateMeter();
  #flyingBytes = 0;
  /** Of files that are not on their way now but will go on from somewhere. */
  #restingBytes: number;
  #counted = { files: 0, bytes: 0 };
  #isCounting = false;
  #current: string | undefined;

  constructor(clock: Clock, state: JournalState, onChange: () => void) {
    this.#clock = clock;
    this.#state = state;
    this.#onChange = onChange;
    this.#restingBytes = pointBytes(state);
  }

  /** A file goes on from where it was. */
  wake(bytes: number): void {
    this.#restingBytes = Math.max(0, this.#restingBytes - bytes);
    this.#flyingBytes = Math.max(0, this.#flyingBytes + bytes);
  }

  /** Acknowledged, of files that are not through yet. */
  fly(deltaBytes: number): void {
    this.#flyingBytes = Math.max(0, this.#flyingBytes + deltaBytes);
    this.#meter.sample(this.#clock.now(), this.#bytesDone);
    this.#onChange();
  }

  /** A file is through, or stopped with so much of it left for later. */
  land(flyingBytes: number, restingBytes: number): void {
    this.#flyingBytes = Math.max(0, this.#flyingBytes - flyingBytes);
    this.#restingBytes += restingBytes;
    this.#onChange();
  }

  /** Fit for the screen when it is told of. */
  work(path: string): void {
    this.#current = path;
  }

  /** Something was settled or noted. */
  changed(): void {
    this.#onChange();
  }

  count(files: number, bytes: number): void {
    this.#counted.files += files;
    this.#counted.bytes += bytes;
    this.#onChange();
  }

  /** Counting begins anew, or is through. */
  counting(isCounting: boolean): void {
    if (isCounting) this.#counted = { files: 0, bytes: 0 };
    this.#isCounting = isCounting;
    this.#onChange();
  }

  get counted(): { files: number; bytes: number } {
    return { ...this.#counted };
  }

  /** Nothing moves any more; what was on its way is known by its resume points. */
  rest(): void {
    this.#flyingBytes = 0;
    this.#restingBytes = pointBytes(this.#state);
    this.#current = undefined;
    this.#meter.reset();
    this.#isCounting = false;
  }

  figures(isAtWork: boolean): Figures {
    const { filesDone, skippedCount, failedCount, renamedCount, totals, end } = this.#state;
    const now = this.#clock.now();
    const bytesDone = this.#bytesDone;
    const settledFiles = filesDone + skippedCount + failedCount;
    const files = Math.max(totals?.files ?? this.#counted.files, settledFiles);
    const leftOut = this.#state.skippedBytes + this.#state.failedBytes;
    const bytes = Math.max((totals?.bytes ?? this.#counted.bytes) - leftOut, bytesDone);
    const rate = isAtWork ? this.#meter.rate(now, bytesDone) : undefined;
    const isThrough = end === 'done';
    const figures: Figures = {
      isCounting: this.#isCounting,
      bytesDone,
      bytesTotal: isThrough ? bytesDone : bytes,
      filesDone,
      filesTotal: isThrough ? settledFiles : files,
      skippedCount,
      failedCount,
      renamedCount,
    };
    if (rate !== undefined) figures.rate = rate;
    if (rate !== undefined && rate > 0 && !this.#isCounting) {
      figures.remainingMs = Math.round((Math.max(0, bytes - bytesDone) * 1000) / rate);
    }
    if (isAtWork && this.#current !== undefined) figures.current = plainText(this.#current, 300);
    return figures;
  }

  get #bytesDone(): number {
    return this.#state.bytesDone + this.#restingBytes + this.#flyingBytes;
  }
}

function pointBytes({ points }: JournalState): number {
  let bytes = 0;
  for (const point of points.values()) bytes += point.bytes;
  return bytes;
}
