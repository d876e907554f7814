import { FitAddon } from '@xterm/addon-fit';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { clipboardText } from './clipboard-escape.ts';
import { CommandMarks } from './command-marks.ts';
import { folderOfOsc1337, folderOfOsc633, folderOfOsc7 } from './folder-escape.ts';
import { RenderThrottle } from './render-throttle.ts';
import { withStrictStyles } from './strict-elements.ts';
import { currentPlatform, windowKey } from './terminal-keys.ts';
import type { Question, TerminalOptions } from './terminal-options.ts';
import { TerminalSearch } from './terminal-search.ts';
import { TerminalStream } from './terminal-stream.ts';
import type { StreamEnd } from './terminal-stream.ts';
import {
  cleanPaste,
  cleanTitle,
  countLines,
  endOf,
  excerpt,
  hasLineEnd,
  pasteQuestion,
  webAddress,
} from './terminal-text.ts';
import { readLook } from './terminal-theme.ts';
import { isTyped, keysFor, type TypedInput } from './typed-input.ts';
import { WebglRenderer } from './webgl-renderer.ts';
import { watchSize } from './watch-size.ts';

/** Leaving the other screen also restores the cursor: on the usual screen that would send it to the top. */
const LEAVE_OTHER_SCREEN = '\x1b[?1049l';
/** Leaves mouse reports and bracketed paste, so that what is said last can be read. */
const RESET_MODES = '\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[!p\x1b[0m';

/** With this much waiting to be parsed, some megabytes come each second and nobody can read along. */
const FLOOD_BYTES = 16_384;
/** A flood counts as one for this long after its last wave. */
const FLOOD_MS = 250;

/** A terminal in the window: xterm, its byte stream, and the rules about what a machine may do to the window. */
export class TerminalController implements AsyncDisposable {
  readonly terminal: Terminal;
  readonly search: TerminalSearch;
  readonly marks: CommandMarks;
  readonly #options: TerminalOptions;
  readonly #host: HTMLElement;
  readonly #fit = new FitAddon();
  readonly #webgl: WebglRenderer;
  readonly #throttle: RenderThrottle;
  readonly #platform = currentPlatform();
  readonly #disposables = new DisposableStack();
  #stream: TerminalStream | undefined;
  #typedAhead: string[] = [];
  #isAttaching = false;
  #hasEnded = false;
  #isVisible = false;
  #isReplaying = false;
  /** As it is sent; what follows a key at once is the key. */
  #key: string | undefined;
  /** What is sent now was not typed here. */
  #isReceiving = false;
  #floodedUntil = 0;
  #isDisposed = false;

  /** @param host an empty element that is in the document */
  constructor(host: HTMLElement, options: TerminalOptions) {
    this.#host = host;
    this.#options = options;
    const look = readLook(host);
    this.terminal = new Terminal({
      allowProposedApi: true,
      theme: look.theme,
      fontFamily: look.fontFamily,
      minimumContrastRatio: look.minimumContrastRatio,
      fontSize: options.fontSize,
      lineHeight: 1.2,
      scrollback: options.scrollback,
      screenReaderMode: options.screenReader,
      // A link of an escape sequence names its target itself; main shows the address before anything opens.
      linkHandler: { activate: (event, url) => this.#openLink(event, url), allowNonHttpProtocols: false },
    });
    this.#webgl = this.#disposables.use(new WebglRenderer(this.terminal));
    this.terminal.loadAddon(this.#fit);
    this.terminal.loadAddon(new UnicodeGraphemesAddon());
    this.terminal.loadAddon(new WebLinksAddon((event, url) => this.#openLink(event, url)));
    this.search = new TerminalSearch(this.terminal, look, options.onSearchResult);
    this.marks = this.#disposables.use(
      new CommandMarks(this.terminal, {
        isReplaying: () => this.#isReplaying,
        now: () => performance.now(),
        onChange: (state) => options.onCommand(state),
      }),
    );
    this.#listen();
    withStrictStyles(() => this.terminal.open(host));
    this.#throttle = this.#disposables.use(
      new RenderThrottle(this.terminal, () => performance.now() < this.#floodedUntil),
    );
    this.#watchLook();
    this.#disposables.defer(watchSize(this.#host, () => this.#fitNow()));
  }

  /** A hidden terminal keeps its place but no graphics context. The first time in sight it attaches. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.#webgl.setVisible(isVisible);
    if (isVisible) this.#fitNow();
  }

  /** Draws by xterm's own DOM renderer where that is false. */
  setWebgl(isWanted: boolean): void {
    this.#webgl.setWanted(isWanted);
  }

  setFontSize(fontSize: number): void {
    if (this.terminal.options.fontSize === fontSize) return;
    this.terminal.options.fontSize = fontSize;
    this.#fitNow();
  }

  setScrollback(scrollback: number): void {
    if (this.terminal.options.scrollback !== scrollback) this.terminal.options.scrollback = scrollback;
  }

  setScreenReader(isOn: boolean): void {
    this.terminal.options.screenReaderMode = isOn;
  }

  focus(): void {
    this.terminal.focus();
  }

  /** Types a text as if by hand; a line end in it is Enter. Waits for the stream when that is not there yet. */
  type(text: string): void {
    const keys = text.replaceAll(/\r?\n/gu, '\r');
    if (this.#stream === undefined) this.#typedAhead.push(keys);
    else this.#stream.send(keys);
  }

  /** What was typed in another terminal, sent as this one sends it. */
  receive(input: TypedInput): void {
    if (this.#hasEnded) return;
    if (this.#stream === undefined) return this.type(input.text);
    this.#isReceiving = true;
    try {
      if (input.kind === 'paste') this.terminal.paste(input.text);
      else this.terminal.input(keysFor(input.text, this.terminal.modes), true);
    } finally {
      this.#isReceiving = false;
    }
  }

  /** Puts what the last command printed on the clipboard; false when the shell does not say what that is. */
  copyLastOutput(): boolean {
    const output = this.marks.lastOutput();
    if (output !== undefined && output.text !== '') this.#options.copyText(output.text);
    return output !== undefined;
  }

  copySelection(): void {
    const text = this.terminal.getSelection();
    if (text !== '') this.#options.copyText(text);
  }

  /** Attaches again after the stream ended, for example when the terminal could not be had the first time. */
  async attach(): Promise<void> {
    if (this.#isAttaching || this.#stream !== undefined || this.#isDisposed) return;
    this.#isAttaching = true;
    this.#hasEnded = false;
    this.#options.onState({ kind: 'attaching' });
    try {
      const port = await this.#options.attach({ columns: this.terminal.cols, rows: this.terminal.rows });
      if (this.#isDisposed) return port.close();
      this.#start(port);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#end({ type: 'lost', problem: { code: 'internal', message } });
    } finally {
      this.#isAttaching = false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#stream?.[Symbol.dispose]();
    this.#disposables.dispose();
    this.terminal.dispose();
    await Promise.resolve();
  }

  #start(port: MessagePort): void {
    const stream = new TerminalStream(port, {
      onData: (bytes, done) => {
        if (stream.waitingBytes > FLOOD_BYTES) this.#floodedUntil = performance.now() + FLOOD_MS;
        this.terminal.write(bytes, () => {
          done();
          if (stream.waitingBytes === 0) this.#throttle.settle();
        });
      },
      onReplay: (bytes) => {
        // What is shown again was answered the first time; the shell must not be sent the answers once more.
        this.#isReplaying = true;
        this.terminal.write(bytes, () => (this.#isReplaying = false));
      },
      onEnd: (end) => this.#end(end),
    });
    this.#stream = stream;
    for (const text of this.#typedAhead.splice(0)) stream.send(text);
    this.#options.onState({ kind: 'open' });
    // The size may have changed while the port was on its way.
    stream.resize({ columns: this.terminal.cols, rows: this.terminal.rows });
  }

  #end(end: StreamEnd): void {
    this.#stream = undefined;
    this.#throttle.settle();
    this.#typedAhead = [];
    this.#hasEnded = true;
    this.#options.onQuestion(undefined);
    const what = end.type === 'exit' ? endOf(end) : cleanTitle(end.problem.message).replace(/\.$/u, '');
    // First everything that came before is parsed: only then it is known which screen is shown and where the cursor is.
    this.terminal.write('', () => {
      const isOther = this.terminal.buffer.active.type === 'alternate';
      this.terminal.write((isOther ? LEAVE_OTHER_SCREEN : '') + RESET_MODES, () => {
        const lineEnd = this.terminal.buffer.active.cursorX === 0 ? '' : '\r\n';
        this.terminal.write(`${lineEnd}\x1b[2m[${what} - Enter opens a new terminal, Ctrl+D closes this one]\x1b[0m`);
      });
    });
    this.#options.onState(
      end.type === 'exit'
        ? { kind: 'exited', code: end.code, signal: end.signal }
        : { kind: 'lost', message: end.problem.message },
    );
  }

  #listen(): void {
    const { terminal } = this;
    terminal.onKey(({ key }) => (this.#key = key));
    terminal.onData((text) => {
      const key = this.#key;
      this.#key = undefined;
      if (this.#isReplaying || this.#stream === undefined) return;
      this.#stream.send(text);
      if (this.#isReceiving || !isTyped(text, key)) return;
      this.marks.leave();
      this.#options.onTyped({ kind: 'keys', text });
    });
    terminal.onBinary((text) => {
      if (!this.#isReplaying) this.#stream?.sendBinary(text);
    });
    terminal.onResize(({ cols, rows }) => this.#stream?.resize({ columns: cols, rows }));
    terminal.onTitleChange((title) => this.#options.onTitle(cleanTitle(title)));
    terminal.parser.registerOscHandler(52, (data) => this.#handleClipboard(data));
    for (const [code, read] of [
      [7, folderOfOsc7],
      [1337, folderOfOsc1337],
      [633, folderOfOsc633],
    ] as const) {
      terminal.parser.registerOscHandler(code, (data) => {
        const folder = read(data);
        if (folder !== undefined) this.#options.onFolder(folder);
        return true;
      });
    }
    terminal.attachCustomKeyEventHandler((event) => this.#handleKey(event));
    const onPaste = (event: ClipboardEvent) => this.#handlePaste(event);
    // Before xterm, which would send it as it is.
    this.#host.addEventListener('paste', onPaste, true);
    this.#disposables.defer(() => this.#host.removeEventListener('paste', onPaste, true));
  }

  /** Returns false for keys that xterm must leave alone. */
  #handleKey(event: KeyboardEvent): boolean {
    if (event.isComposing) return true;
    const key = windowKey(event, {
      platform: this.#platform,
      hasSelection: this.terminal.hasSelection(),
      hasEnded: this.#hasEnded,
    });
    if (key === undefined) return true;
    // The system's own paste goes on, and arrives as an event with the text: the clipboard is never read unasked.
    if (key === 'paste') return false;
    event.preventDefault();
    if (event.type !== 'keydown') return false;
    if (key === 'copy') this.copySelection();
    else this.#options.onKey(key);
    return false;
  }

  #handlePaste(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const text = cleanPaste(event.clipboardData?.getData('text/plain') ?? '');
    if (text === '' || this.#stream === undefined) return;
    const others = this.#options.receivers();
    if (!hasLineEnd(text) || (this.terminal.modes.bracketedPasteMode && others === 0)) return this.#paste(text);
    this.#ask({
      kind: 'paste',
      text: pasteQuestion(countLines(text), others + 1),
      detail: excerpt(text),
      yes: 'Paste',
      answer: (isYes) => {
        if (isYes) this.#paste(text);
      },
    });
  }

  #paste(text: string): void {
    this.#isReceiving = true;
    this.terminal.paste(text);
    this.#isReceiving = false;
    this.#options.onTyped({ kind: 'paste', text });
  }

  #handleClipboard(data: string): boolean {
    const text = clipboardText(data);
    const mayCopy = this.#options.mayCopy();
    if (text === undefined || mayCopy === false || this.#isReplaying) return true;
    if (mayCopy === true) {
      this.#options.copyText(text);
      return true;
    }
    this.#ask({
      kind: 'clipboard',
      text: 'A program on this machine wants to copy text to your clipboard. Allow it for this session?',
      detail: excerpt(text),
      yes: 'Allow',
      answer: (isYes) => {
        this.#options.onMayCopy(isYes);
        if (isYes) this.#options.copyText(text);
      },
    });
    return true;
  }

  #ask(question: Question): void {
    this.#options.onQuestion({
      ...question,
      answer: (isYes) => {
        this.#options.onQuestion(undefined);
        question.answer(isYes);
        this.focus();
      },
    });
  }

  /** A click alone is too easily made by accident in a text full of addresses. */
  #openLink(event: MouseEvent, address: string): void {
    const url = webAddress(address);
    if (url !== undefined && (this.#platform === 'darwin' ? event.metaKey : event.ctrlKey)) this.#options.openLink(url);
  }

  #watchLook(): void {
    const apply = () => {
      const look = readLook(this.#host);
      Object.assign(this.terminal.options, {
        theme: look.theme,
        fontFamily: look.fontFamily,
        minimumContrastRatio: look.minimumContrastRatio,
      });
      this.search.setLook(look);
    };
    const observer = new MutationObserver(apply);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.#disposables.defer(() => observer.disconnect());
    const onFonts = () => this.#webgl.forgetGlyphs();
    document.fonts.addEventListener('loadingdone', onFonts);
    this.#disposables.defer(() => document.fonts.removeEventListener('loadingdone', onFonts));
  }

  #fitNow(): void {
    // A hidden element has no size, and a terminal squeezed to nothing would reflow its whole history.
    if (!this.#isVisible || this.#host.clientWidth === 0 || this.#host.clientHeight === 0) return;
    this.#fit.fit();
    if (!this.#hasEnded) void this.attach();
  }
}
