import { copyQuietly } from '../../state/app-actions.ts';
import { readClipboard } from '../../state/screen-actions.ts';

/** Keeps the clipboards of this computer and of a machine in step, as far as text goes and while that is allowed. */
export class ScreenClipboard {
  /** What both sides have, as far as is known; it is not sent again. */
  #shared: string | undefined;

  /** What was copied on the machine. */
  async take(text: string): Promise<void> {
    if (text === '' || text === this.#shared) return;
    this.#shared = text;
    await copyQuietly(text);
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
  }
}
