import type { Problem, Result } from '../../../main/contract/problem.ts';
import { isMark, readEvent, readHeader, type CastEvent, type CastHeader } from './cast.ts';

/** A page of a recording as main gives it. */
export interface TapePage {
  text: string;
  nextOffset: number;
  isEnd: boolean;
}

/** Gives whole lines from an offset on. */
export type ReadPage = (offset: number) => Promise<Result<TapePage>>;

interface PageEntry {
  offset: number;
  firstAt: number;
  /** Events in it; a page that is read again after the recording has grown may hold more, which belong to the next. */
  count: number;
}

/** So many pages stay in memory; the rest is read again. */
const KEPT_PAGES = 12;
/** Moments closer together than this are one to jump to, in seconds. */
const MARK_GAP_S = 0.05;

/**
 * A recording that is read page by page: what is where, how long it is, and where commands begin. However large it is,
 * a few pages of it are in memory.
 */
export class Tape {
  readonly #read: ReadPage;
  readonly #pages: PageEntry[] = [];
  readonly #kept = new Map<number, Promise<CastEvent[]>>();
  #header: CastHeader | undefined;
  #marks: number[] = [];
  #durationSeconds = 0;
  #nextOffset = 0;

  constructor(read: ReadPage) {
    this.#read = read;
  }

  get header(): CastHeader {
    return this.#header ?? readHeader('');
  }

  get durationSeconds(): number {
    return this.#durationSeconds;
  }

  /** When commands begin, in seconds, in order. */
  get marks(): readonly number[] {
    return this.#marks;
  }

  get pageCount(): number {
    return this.#pages.length;
  }

  firstAt(page: number): number {
    return this.#pages[page]?.firstAt ?? Infinity;
  }

  /**
   * Reads on to the end as it is now.
   * @param onPage told how many bytes are known; false stops it
   */
  async load(onPage: (bytes: number) => boolean): Promise<Problem | undefined> {
    for (;;) {
      const offset = this.#nextOffset;
      const result = await this.#read(offset);
      if (!result.ok) return result.problem;
      const { text, nextOffset, isEnd } = result.value;
      if (nextOffset > offset) {
        this.#nextOffset = nextOffset;
        this.#index(offset, text);
      }
      if (!onPage(nextOffset) || isEnd || nextOffset <= offset) return undefined;
    }
  }

  /** What happened in a page; nothing where it cannot be read any more. */
  events(page: number): Promise<CastEvent[]> {
    const known = this.#kept.get(page);
    this.#kept.delete(page);
    const events = known ?? this.#fetch(page);
    this.#kept.set(page, events);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_PAGES && oldest !== undefined) this.#kept.delete(oldest);
    return events;
  }

  async #fetch(page: number): Promise<CastEvent[]> {
    const entry = this.#pages[page];
    if (entry === undefined) return [];
    const result = await this.#read(entry.offset);
    return result.ok ? this.#parse(entry.offset, result.value.text).slice(0, entry.count) : [];
  }

  #parse(offset: number, text: string): CastEvent[] {
    const lines = text.split('\n');
    if (offset === 0) this.#header ??= readHeader(lines[0] ?? '');
    return (offset === 0 ? lines.slice(1) : lines).flatMap((line) => {
      const event = line === '' ? undefined : readEvent(line);
      return event === undefined ? [] : [event];
    });
  }

  #index(offset: number, text: string): void {
    const events = this.#parse(offset, text);
    const [first] = events;
    if (first === undefined) return;
    this.#pages.push({ offset, firstAt: first.at, count: events.length });
    for (const event of events) {
      this.#durationSeconds = Math.max(this.#durationSeconds, event.at);
      const last = this.#marks.at(-1) ?? -1;
      if (isMark(event) && event.at - last > MARK_GAP_S) this.#marks.push(event.at);
    }
  }
}
