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
  /** The size of the screen where it begins. */
  size: CastHeader;
  /** Characters of output before it. */
  before: number;
  /** No program has the other screen where it begins. */
  isPlain: boolean;
}

/** From where a moment can be played. */
export interface TapeStart {
  page: number;
  size: CastHeader;
}

/** So many pages stay in memory; the rest is read again. */
const KEPT_PAGES = 12;
/** So many characters are played before a moment that is jumped to: they fill the screen and what can be scrolled to. */
const LEAD_LENGTH = 2_097_152;
/** A program takes the other screen or leaves it (xterm control sequences: DECSET 47, 1047 and 1049; RIS). */
const otherScreen = /\u001b(?:\[\?(?:\d+;)*(?:1049|1047|47)(?:;\d+)*(?<way>[hl])|c)/gu;
/** An escape sequence that is cut by the end of a page is at most so long. */
const CUT_LENGTH = 16;
/** Moments closer together than this are one to jump to, in seconds. */
const MARK_GAP_S = 0.05;

/**
 * A recording that is read page by page: what is where, how long it is, and where commands begin. However large it is,
 * a few pages of it are in memory.
 */
export class Tape {
  readonly #read: ReadPage;
  readonly #leadLength: number;
  readonly #pages: PageEntry[] = [];
  readonly #kept = new Map<number, Promise<CastEvent[]>>();
  #header: CastHeader | undefined;
  #marks: number[] = [];
  #durationSeconds = 0;
  #nextOffset = 0;
  #size: CastHeader | undefined;
  #outputLength = 0;
  #isPlain = true;
  #cut = '';

  /** @param leadLength characters that are played before a moment that is jumped to */
  constructor(read: ReadPage, leadLength = LEAD_LENGTH) {
    this.#read = read;
    this.#leadLength = leadLength;
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
   * Where to begin so that a moment looks as it did: far enough before it to fill the screen, and never in the middle of a
   * program that has the other screen, which nobody would draw again.
   */
  startFor(seconds: number): TapeStart {
    const target = this.#pages.findLastIndex(({ firstAt }) => firstAt <= seconds);
    const reached = this.#pages[target]?.before ?? 0;
    const page = this.#pages.findLastIndex(
      ({ before, isPlain }, index) => index <= target && isPlain && reached - before >= this.#leadLength,
    );
    const entry = this.#pages[page];
    return entry === undefined ? { page: 0, size: this.header } : { page, size: entry.size };
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
    this.#size ??= this.header;
    this.#pages.push({
      offset,
      firstAt: first.at,
      count: events.length,
      size: this.#size,
      before: this.#outputLength,
      isPlain: this.#isPlain,
    });
    const output: string[] = [];
    for (const event of events) {
      this.#durationSeconds = Math.max(this.#durationSeconds, event.at);
      const last = this.#marks.at(-1) ?? -1;
      if (isMark(event) && event.at - last > MARK_GAP_S) this.#marks.push(event.at);
      if (event.kind === 'output') output.push(event.data);
      if (event.kind === 'resize') this.#size = { columns: event.columns, rows: event.rows };
    }
    this.#follow(output.join(''));
  }

  /** Which screen programs have at the end of this output. */
  #follow(output: string): void {
    this.#outputLength += output.length;
    const text = this.#cut + output;
    const last = [...text.matchAll(otherScreen)].at(-1);
    if (last !== undefined) this.#isPlain = last.groups?.['way'] !== 'h';
    this.#cut = text.slice(-CUT_LENGTH);
  }
}
