import { copyQuietly } from '../../state/app-actions.ts';
import { readClipboard } from '../../state/screen-actions.ts';

/** A machine that copies faster than this is heard only now and then: what it copies goes through the main process. */
const MIN_PAUSE_MS = 250;

/** Keeps the clipboards of this computer and of a machine in step, as far as text goes and while that is allowed. */
export class ScreenClipboard {
  /** What both sides have, as far as is known; it is not sent again. */
  #shared: string | undefined;
  /** What was copied on the machine and is not taken yet. */
  #waiting: string | undefined;
  #isPausing = false;

  /** What was copied on the machine. Of several texts in a short while, the first and the last count. */
  take(text: string): void {
    if (text === '') return;
    this.#waiting = text;
    if (this.#isPausing) return;
    this.#isPausing = true;
    setTimeout(() => {
      this.#isPausing = false;
      if (this.#waiting !== undefined) this.take(this.#waiting);
    }, MIN_PAUSE_MS);
    this.#copy();
  }

  /** What is new on this computer; undefined when nothing is. */
  async give(): Promise<string | undefined> {
    const text = await readClipboard();
    if (text === undefined || text === '' || text === this.#shared) return undefined;
    this.#shared = text;
    return text;
  }

  /** Another connection knows nothing of what was sent before. */
  forget(): void {
    this.#shared = undefined;
    this.#waiting = undefined;
  }

  #copy(): void {
    const text = this.#waiting;
    this.#waiting = undefined;
    if (text === undefined || text === this.#shared) return;
    this.#shared = text;
    void copyQuietly(text);
  }
}
