import { FitAddon } from '@xterm/addon-fit';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { Terminal } from '@xterm/xterm';
import { silence } from './player-silence.ts';
import { RenderThrottle } from './render-throttle.ts';
import { withStrictStyles } from './strict-elements.ts';
import { currentPlatform, windowKey } from './terminal-keys.ts';
import { TerminalSearch } from './terminal-search.ts';
import { readLook } from './terminal-theme.ts';
import { WebglRenderer } from './webgl-renderer.ts';
import { watchSize } from './watch-size.ts';

export interface PlayerOptions {
  /** Largest size of the text; smaller where the recorded screen would not fit. CSS pixels. */
  fontSize: number;
  /** Lines kept above the screen. */
  scrollback: number;
  screenReader: boolean;
  copyText(text: string): void;
}

/** Smaller than this nobody can read; the rest is scrolled to. CSS pixels. */
const MIN_FONT_PX = 7;
/**
 * A terminal that shows what was recorded. What comes in can be seen and selected, and does nothing else: no link, no
 * title, no clipboard, no answer to anybody, and the mouse stays with the person.
 */
export class PlayerController implements Disposable {
  readonly #terminal: Terminal;
  readonly #search: TerminalSearch;
  readonly #host: HTMLElement;
  readonly #fit = new FitAddon();
  readonly #webgl: WebglRenderer;
  readonly #throttle: RenderThrottle;
  readonly #disposables = new DisposableStack();
  readonly #options: PlayerOptions;
  #size = { columns: 80, rows: 24 };
  #isRushing = false;

  /** @param host an empty element that is in the document and can have the focus */
  constructor(host: HTMLElement, options: PlayerOptions) {
    this.#host = host;
    this.#options = options;
    const look = readLook(host);
    this.#terminal = new Terminal({
      allowProposedApi: true,
      theme: look.theme,
      fontFamily: look.fontFamily,
      minimumContrastRatio: look.minimumContrastRatio,
      fontSize: options.fontSize,
      lineHeight: 1.2,
      scrollback: options.scrollback,
      screenReaderMode: options.screenReader,
      disableStdin: true,
      cursorBlink: false,
    });
    this.#webgl = this.#disposables.use(new WebglRenderer(this.#terminal));
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(new UnicodeGraphemesAddon());
    this.#search = new TerminalSearch(this.#terminal, look, () => {});
    silence(this.#terminal);
    withStrictStyles(() => this.#terminal.open(host));
    this.#throttle = this.#disposables.use(new RenderThrottle(this.#terminal, () => this.#isRushing));
    this.#webgl.setVisible(true);
    this.#giveAwayFocus();
    this.#watch();
    this.#fitFont();
  }

  /** An empty screen of this size. */
  reset(columns: number, rows: number): void {
    this.#terminal.reset();
    this.resize(columns, rows);
  }

  resize(columns: number, rows: number): void {
    this.#size = { columns, rows };
    this.#terminal.resize(columns, rows);
    this.#fitFont();
  }

  /** @param done called when it is on the screen, and there is time for other things */
  write(text: string, done: () => void): void {
    this.#terminal.write(text, () => {
      done();
      this.#throttle.settle();
    });
  }

  /** While much is written at once little of it is drawn. */
  rush(isRushing: boolean): void {
    this.#isRushing = isRushing;
    if (!isRushing) this.#throttle.settle();
  }

  /** Marks a text where it stands last. */
  mark(text: string): void {
    this.#search.previous({ text, isCaseSensitive: false, isRegex: false });
  }

  selection(): string {
    return this.#terminal.getSelection();
  }

  [Symbol.dispose](): void {
    this.#disposables.dispose();
    this.#terminal.dispose();
  }

  /** There is nothing to type into, so the keys are for the player. */
  #giveAwayFocus(): void {
    const { textarea } = this.#terminal;
    if (textarea === undefined) return;
    textarea.tabIndex = -1;
    textarea.setAttribute('aria-hidden', 'true');
    textarea.addEventListener('focus', () => this.#host.focus());
    const onKeyDown = (event: KeyboardEvent): void => {
      const key = windowKey(event, {
        platform: currentPlatform(),
        hasSelection: this.#terminal.hasSelection(),
        hasEnded: false,
      });
      const isPlainCopy = event.key.toLowerCase() === 'c' && event.ctrlKey && !event.altKey;
      if ((key !== 'copy' && !isPlainCopy) || !this.#terminal.hasSelection()) return;
      event.preventDefault();
      event.stopPropagation();
      this.#options.copyText(this.selection());
    };
    this.#host.addEventListener('keydown', onKeyDown);
    this.#disposables.defer(() => this.#host.removeEventListener('keydown', onKeyDown));
  }

  #watch(): void {
    const applyLook = (): void => {
      const look = readLook(this.#host);
      Object.assign(this.#terminal.options, {
        theme: look.theme,
        fontFamily: look.fontFamily,
        minimumContrastRatio: look.minimumContrastRatio,
      });
      this.#search.setLook(look);
    };
    const themes = new MutationObserver(applyLook);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.#disposables.defer(() => themes.disconnect());
    this.#disposables.defer(watchSize(this.#host, () => this.#fitFont()));
  }

  /** The recorded screen keeps its columns and rows; its text is as large as fits. */
  #fitFont(): void {
    if (this.#host.clientWidth === 0 || this.#host.clientHeight === 0) return;
    const room = this.#fit.proposeDimensions();
    const fontSize = this.#terminal.options.fontSize ?? this.#options.fontSize;
    if (room === undefined || !Number.isFinite(room.cols) || !Number.isFinite(room.rows)) return;
    const share = Math.min(room.cols / this.#size.columns, room.rows / this.#size.rows);
    const fitting = Math.floor(fontSize * share * 2) / 2;
    const next = Math.max(MIN_FONT_PX, Math.min(this.#options.fontSize, fitting));
    if (next !== fontSize) this.#terminal.options.fontSize = next;
  }
}
