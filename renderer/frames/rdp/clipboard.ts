import { MAX_CLIPBOARD_LENGTH } from '../../../main/contract/limits.ts';

const TEXT = 'text/plain';

/** The parts of IronRDP's that are used here. */
export interface ClipboardData {
  addText(mimeType: string, text: string): void;
  items(): { mimeType(): string; value(): unknown }[];
  free(): void;
}

export interface ClipboardOptions<Data extends ClipboardData> {
  createData(): Data;
  isShared(): boolean;
  /** Whether text can go to the machine has changed. */
  onReady(): void;
  onText(text: string): void;
  /** One sentence for people. */
  onNotice(text: string): void;
}

/**
 * Text between the clipboards. The machine's must have spoken first: a server without one ends the connection when it is
 * sent something.
 */
export class Clipboard<Data extends ClipboardData> {
  readonly #options: ClipboardOptions<Data>;
  #session: { onClipboardPaste(data: Data): Promise<void> } | undefined;
  #isReady = false;
  #text = '';
  /** What ends a line on the machine, as far as its own texts have shown. */
  #lineEnd: '\n' | '\r\n' = '\n';

  constructor(options: ClipboardOptions<Data>) {
    this.#options = options;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Before the session runs. */
  join(session: { onClipboardPaste(data: Data): Promise<void> }): void {
    this.#session = session;
  }

  /** The machine's clipboard is there, and wants to know what is on ours. */
  ready(): void {
    this.#isReady = true;
    // Not from within IronRDP's own call.
    setTimeout(() => this.#send(), 0);
    this.#options.onReady();
  }

  /** Something was copied on the machine. */
  take(data: Data): void {
    const text: unknown = data
      .items()
      .find((item) => item.mimeType() === TEXT)
      ?.value();
    data.free();
    if (!this.#options.isShared() || typeof text !== 'string') return;
    if (text.length > MAX_CLIPBOARD_LENGTH)
      return this.#options.onNotice('The text that was copied on the machine is too long, and stays there.');
    if (text.includes('\n')) this.#lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
    this.#options.onText(text.replaceAll('\r\n', '\n'));
  }

  /** Something was copied here. */
  offer(text: string): void {
    if (!this.#options.isShared()) return;
    if (text.length > MAX_CLIPBOARD_LENGTH)
      return this.#options.onNotice('The text that was copied here is too long for the machine.');
    this.#text = text;
    if (this.#isReady) this.#send();
  }

  #send(): void {
    const session = this.#session;
    if (session === undefined) return;
    const data = this.#options.createData();
    if (this.#options.isShared() && this.#text !== '')
      data.addText(TEXT, this.#text.replaceAll(/\r?\n/g, this.#lineEnd));
    void session.onClipboardPaste(data).finally(() => data.free());
  }
}
