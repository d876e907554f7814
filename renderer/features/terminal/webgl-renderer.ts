import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import { holdStrictSpans, withStrictStyles } from './strict-elements.ts';

/** After this many losses the graphics driver is not trusted with this terminal any more. */
const LOSS_LIMIT = 3;

/**
 * Draws a terminal by WebGL while it is in sight; xterm's own DOM renderer serves otherwise, and where WebGL is missing
 * or its context was lost. Chromium keeps 16 contexts and takes the oldest away, hence only what is visible has one.
 */
export class WebglRenderer implements Disposable {
  readonly #terminal: Terminal;
  #addon: WebglAddon | undefined;
  #strictSpans: Disposable | undefined;
  #losses = 0;
  #isVisible = false;
  #isWanted = true;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Where many terminals are in sight, there are not contexts enough for all. */
  setWanted(isWanted: boolean): void {
    if (this.#isWanted === isWanted) return;
    this.#isWanted = isWanted;
    if (!this.#isVisible) return;
    if (isWanted) this.#load();
    else this.#unload();
    this.#holdSpans();
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) {
      this.#load();
      return this.#holdSpans();
    }
    this.#unload();
    // xterm draws once more before it notices that it cannot be seen.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (!this.#isVisible) this.#releaseSpans();
      }),
    );
  }

  /** Glyphs are drawn anew, for example once a font has arrived. */
  forgetGlyphs(): void {
    this.#addon?.clearTextureAtlas();
  }

  [Symbol.dispose](): void {
    this.#unload();
    this.#releaseSpans();
  }

  #load(): void {
    if (this.#addon !== undefined || !this.#isWanted || this.#losses >= LOSS_LIMIT) return;
    const addon = new WebglAddon();
    try {
      this.#terminal.loadAddon(addon);
    } catch {
      // No WebGL 2 here; it will not appear later either.
      this.#losses = LOSS_LIMIT;
      return;
    }
    this.#addon = addon;
    addon.onContextLoss(() => {
      this.#losses += 1;
      this.#holdSpans();
      this.#unload();
    });
  }

  #unload(): void {
    const addon = this.#addon;
    this.#addon = undefined;
    if (addon === undefined) return;
    this.#holdSpans();
    withStrictStyles(() => addon.dispose());
  }

  #holdSpans(): void {
    if (this.#addon === undefined) this.#strictSpans ??= holdStrictSpans();
    else this.#releaseSpans();
  }

  #releaseSpans(): void {
    this.#strictSpans?.[Symbol.dispose]();
    this.#strictSpans = undefined;
  }
}
