import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';

/** After this many losses the graphics driver is not trusted with this terminal any more. */
const LOSS_LIMIT = 3;

/**
 * Draws a terminal by WebGL while it is in sight; xterm's own DOM renderer serves otherwise, and where WebGL is missing
 * or its context was lost. Chromium keeps 16 contexts and takes the oldest away, hence only what is visible has one.
 */
export class WebglRenderer implements Disposable {
  readonly #terminal: Terminal;
  #addon: WebglAddon | undefined;
  #losses = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get isActive(): boolean {
    return this.#addon !== undefined;
  }

  setVisible(isVisible: boolean): void {
    if (!isVisible) return this[Symbol.dispose]();
    if (this.#addon !== undefined || this.#losses >= LOSS_LIMIT) return;
    try {
      const addon = new WebglAddon();
      addon.onContextLoss(() => {
        this.#losses += 1;
        this[Symbol.dispose]();
      });
      this.#terminal.loadAddon(addon);
      this.#addon = addon;
    } catch {
      // No WebGL 2 here; it will not appear later either.
      this.#losses = LOSS_LIMIT;
    }
  }

  /** Glyphs are drawn anew, for example once a font has arrived. */
  forgetGlyphs(): void {
    this.#addon?.clearTextureAtlas();
  }

  [Symbol.dispose](): void {
    const addon = this.#addon;
    this.#addon = undefined;
    addon?.dispose();
  }
}
