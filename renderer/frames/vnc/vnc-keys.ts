import type { KeyCombination, SentKeys } from '../control.ts';
import { pressedOwnKeys } from '../own-keys.ts';
import type { GuardedRfb } from './guarded-rfb.ts';
import { keysOf, keysymsOf } from './sent-keys.ts';

/** So many characters at once; a server that is given all of a long text loses some. */
const BURST_CHARACTERS = 32;
const BURST_PAUSE_MS = 20;

interface Options {
  rfb: GuardedRfb;
  ownKeys(): readonly KeyCombination[];
  onOwnKeys(keys: KeyCombination): void;
}

/** What the keyboard does beside what noVNC makes of it. */
export class VncKeys {
  readonly #options: Options;
  #toType: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
    // Before noVNC, which takes every key.
    window.addEventListener('keydown', (event) => this.#keepOwn(event), { capture: true });
  }

  send(name: SentKeys): void {
    const keys = keysOf[name];
    for (const { keysym, code } of keys) this.#options.rfb.sendKey(keysym, code, true);
    for (const { keysym, code } of keys.toReversed()) this.#options.rfb.sendKey(keysym, code, false);
  }

  type(text: string): void {
    this.#toType.push(...keysymsOf(text));
    if (this.#timer === undefined) this.#typeOn();
  }

  /** All keys come up on the machine. noVNC does that when the page loses the focus. */
  releaseAll(): void {
    window.dispatchEvent(new Event('blur'));
  }

  stop(): void {
    this.#toType = [];
    clearTimeout(this.#timer);
  }

  #typeOn(): void {
    for (const keysym of this.#toType.splice(0, BURST_CHARACTERS)) this.#options.rfb.sendKey(keysym);
    this.#timer = this.#toType.length === 0 ? undefined : setTimeout(() => this.#typeOn(), BURST_PAUSE_MS);
  }

  #keepOwn(event: KeyboardEvent): void {
    const keys = pressedOwnKeys(this.#options.ownKeys(), event);
    if (keys === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.releaseAll();
    this.#options.onOwnKeys(keys);
  }
}
