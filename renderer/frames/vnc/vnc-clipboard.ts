import { vncLimits } from './limits.ts';
import { unpackText } from './unpack-text.ts';

const TOO_LONG = 'The machine copied a text that is too long for the clipboard here; it was left out.';
const TOO_LONG_TO_SEND = 'The text on the clipboard is too long for the machine: it takes 1 MiB at most.';
const BROKEN = 'The machine copied a text that could not be read.';
/** A machine that copies faster than this is heard only now and then. */
const MIN_PAUSE_MS = 200;

interface Options {
  isShared(): boolean;
  /** Hands a text to the machine. */
  send(text: string): void;
  onText(text: string): void;
  onNotice(text: string): void;
}

/** Text between the two clipboards, in both directions of limited length. */
export class VncClipboard {
  readonly #options: Options;
  #waiting: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** For the machine. */
  offer(text: string): void {
    if (!this.#options.isShared()) return;
    if (new Blob([text]).size > vncLimits.MAX_CLIPBOARD_BYTES) this.#options.onNotice(TOO_LONG_TO_SEND);
    else this.#options.send(text);
  }

  /** Something was copied on the machine. Of several texts in a short while, the first and the last count. */
  take(text: string): void {
    if (!this.#options.isShared()) return;
    this.#waiting = text;
    if (this.#timer !== undefined) return;
    this.#tell();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, MIN_PAUSE_MS);
  }

  /** As `take`, by the extended clipboard. */
  async takePacked(packed: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.#options.isShared()) return;
    const unpacked = await unpackText(packed);
    if ('text' in unpacked) this.take(unpacked.text);
    else this.#options.onNotice(unpacked.fault === 'too-long' ? TOO_LONG : BROKEN);
  }

  tooLong(): void {
    if (this.#options.isShared()) this.#options.onNotice(TOO_LONG);
  }

  #tell(): void {
    const text = this.#waiting;
    this.#waiting = undefined;
    if (text !== undefined && text !== '') this.#options.onText(text);
  }
}
