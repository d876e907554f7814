import type { Terminal } from '@xterm/xterm';

/** Drawing may take one part in this many of the time while the parser has work waiting. */
const SHARE = 10;
/** A flood sends something more often than this: its batches are 4 ms apart. */
const SETTLE_MS = 6;
/** However slow drawing is, a flood is seen to move. */
const SLOWEST_MS = 250;

/** The part of xterm that the addons of its own makers reach for as well; there is no public way to draw less often. */
interface RenderService {
  refreshRows(start: number, end: number, isRedrawOnly?: boolean): void;
  /** Called after each scroll as well; draws everything. */
  handleSelectionChanged(start: unknown, end: unknown, isColumnMode: boolean): void;
}

function renderServiceOf(terminal: Terminal): RenderService | undefined {
  const { _core: core } = terminal as unknown as { _core?: { _renderService?: Partial<RenderService> } };
  const service = core?._renderService;
  const isKnown = typeof service?.refreshRows === 'function' && typeof service.handleSelectionChanged === 'function';
  return isKnown ? (service as RenderService) : undefined;
}

/**
 * Draws a terminal less often while `isFlooded` says so, by as much as drawing is slow: without a graphics
 * card a frame can take as long as parsing half a megabyte, and the parser would wait for it. With one, nothing changes.
 * Does nothing when xterm is built differently one day.
 */
export class RenderThrottle implements Disposable {
  #drawNow: RenderService['refreshRows'] | undefined;
  #rows: { start: number; end: number } | undefined;
  #lastAt = 0;
  #pauseMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param terminal one that is open */
  constructor(terminal: Terminal, isFlooded: () => boolean) {
    const service = renderServiceOf(terminal);
    if (service === undefined) return;
    const refreshRows = service.refreshRows.bind(service);
    this.#drawNow = refreshRows;
    service.refreshRows = (start, end, isRedrawOnly) => {
      if (this.#rows === undefined && !isFlooded()) return refreshRows(start, end, isRedrawOnly);
      this.#collect(start, end);
      this.#drawIn(isFlooded() ? this.#lastAt + this.#pauseMs - performance.now() : 0);
    };
    const changeSelection = service.handleSelectionChanged.bind(service);
    let hasSelection = false;
    service.handleSelectionChanged = (start, end, isColumnMode) => {
      const hadSelection = hasSelection;
      hasSelection = start !== undefined && end !== undefined;
      if (hadSelection || hasSelection) changeSelection(start, end, isColumnMode);
    };
  }

  /** All that came is parsed. When nothing follows at once, the flood is over and its end is drawn. */
  settle(): void {
    if (this.#rows === undefined) return;
    this.#drawIn(Math.min(SETTLE_MS, this.#lastAt + this.#pauseMs - performance.now()));
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#rows = undefined;
    this.#drawNow = undefined;
  }

  /** From the beginning of the next frame's callbacks to after its paint: tasks wait for that. */
  #measureFrame(): void {
    requestAnimationFrame(() => {
      const startedAt = performance.now();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        this.#pauseMs = Math.min(SLOWEST_MS, (performance.now() - startedAt) * (SHARE - 1));
      };
      port2.postMessage(undefined);
    });
  }

  #drawIn(delayMs: number): void {
    clearTimeout(this.#timer);
    if (delayMs <= 0) this.#draw();
    else this.#timer = setTimeout(() => this.#draw(), delayMs);
  }

  #draw(): void {
    clearTimeout(this.#timer);
    const rows = this.#rows;
    this.#rows = undefined;
    if (rows === undefined) return;
    this.#lastAt = performance.now();
    this.#measureFrame();
    this.#drawNow?.(rows.start, rows.end);
  }

  #collect(start: number, end: number): void {
    this.#rows = {
      start: Math.min(start, this.#rows?.start ?? start),
      end: Math.max(end, this.#rows?.end ?? end),
    };
  }
}
