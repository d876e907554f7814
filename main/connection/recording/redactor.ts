import { counts } from '../../lib/secrets/mark-hash.ts';
import { places, placeAfter, type Place } from './escape-reader.ts';
import { Lane } from './lane.ts';
import type { SecretTable } from './secret-table.ts';

/** Stands for a secret. */
export const PLACEHOLDER = '[secret]';
/** More than this is not held back, whatever stands between the bytes that count. */
const MOST_HELD_BYTES = 65_536;

const BACKSPACE = 0x08;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const placeholder = new TextEncoder().encode(PLACEHOLDER);

/** What becomes of a byte. */
const KEPT = 0;
const STRUCK = 1;
/** Struck, and the placeholder takes its place. */
const REPLACED = 2;
/** Kept, but for a secret around it: it was erased or written over on the screen, and may be a part of that. */
const TAKEN_BACK = 3;

/** Takes what comes out of the redactor. */
interface Sink {
  /** @param time of when it came in */
  bytes(bytes: Uint8Array, time: number): void;
  /** Something that happened between two bytes. */
  note(note: () => void): void;
}

/** From an offset on, until the next one. */
interface Stretch {
  offset: number;
  time: number;
  isKept: boolean;
  note?: () => void;
}

/**
 * Strikes secrets out of a terminal's output. They are found although escape sequences, control characters, line ends and
 * spaces stand between their bytes, and although they come in pieces: as many bytes are held back as the longest has.
 *
 * Looks at the output in two ways: as a person reads it, and as it is, in which a secret may be part of a window's title.
 */
export class Redactor {
  /** How many secrets were struck out. */
  redactions = 0;
  readonly #table: SecretTable;
  readonly #sink: Sink;
  readonly #seen = new Lane();
  readonly #raw = new Lane();
  #place: Place = places.text;
  /** Spaces since the last byte that counts. */
  #blanks = 0;
  /** How many bytes both lanes have had in common last; while it is long, one look is enough. */
  #inCommon = 0;
  #held = new Uint8Array(0);
  #fates = new Uint8Array(0);
  /** Offset of the first byte that is held. */
  #start = 0;
  #stretches: Stretch[] = [];
  #hasStruck = false;
  /** The last thing given out was the placeholder: the pieces of a long secret get only one. */
  #isAfterPlaceholder = false;

  constructor(table: SecretTable, sink: Sink) {
    this.#table = table;
    this.#sink = sink;
  }

  /** @param isKept false for what must not come out, but may be the beginning or the end of a secret */
  push(bytes: Uint8Array, time: number, isKept: boolean): void {
    if (bytes.length === 0) return;
    const first = this.#start + this.#held.length;
    this.#stretches.push({ offset: first, time, isKept });
    this.#append(bytes);
    if (this.#table.longestBytes > 0) this.#look(bytes, first);
    this.#release(this.#safeOffset());
  }

  /** Keeps its place among the bytes. */
  note(note: () => void): void {
    if (this.#held.length === 0) return this.#sink.note(note);
    const last = this.#stretches.at(-1);
    this.#stretches.push({
      offset: this.#start + this.#held.length,
      time: last?.time ?? 0,
      isKept: last?.isKept ?? true,
      note,
    });
  }

  /** Lets go of what is held back: nothing comes any more. */
  end(): void {
    this.#release(this.#start + this.#held.length);
    for (const { note } of this.#stretches.splice(0)) if (note !== undefined) this.#sink.note(note);
  }

  #append(bytes: Uint8Array): void {
    const held = new Uint8Array(this.#held.length + bytes.length);
    held.set(this.#held);
    held.set(bytes, this.#held.length);
    const fates = new Uint8Array(held.length);
    if (this.#hasStruck) fates.set(this.#fates);
    this.#held = held;
    this.#fates = fates;
  }

  #look(bytes: Uint8Array, first: number): void {
    const table = this.#table;
    const { longestBytes } = table;
    const seen = this.#seen;
    const raw = this.#raw;
    seen.reserve(bytes.length);
    raw.reserve(bytes.length);
    let place = this.#place;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      const isText = place === places.text;
      if (!isText || byte < SPACE) place = placeAfter(place, byte);
      if (counts(byte)) {
        raw.add(byte, first + index);
        if (table.mayEnd(raw.older, raw.newer)) this.#findIn(raw);
        if (isText) {
          seen.add(byte, first + index);
          this.#blanks = 0;
          if (this.#inCommon < longestBytes) {
            this.#inCommon += 1;
            if (table.mayEnd(seen.older, seen.newer)) this.#findIn(seen);
          }
        } else {
          this.#inCommon = 0;
        }
      } else if (isText) {
        this.#move(byte);
      }
    }
    this.#place = place;
  }

  /** "x", back, " ", back: that is how shells erase a letter. */
  #move(byte: number): void {
    if (byte === SPACE) this.#blanks += 1;
    else if (byte === CARRIAGE_RETURN) this.#blanks = 0;
    else if (byte === BACKSPACE && this.#blanks > 0) this.#blanks -= 1;
    else if (byte === BACKSPACE) {
      this.#takeBack();
      this.#inCommon = 0;
    }
  }

  #takeBack(): void {
    const seen = this.#seen;
    const at = seen.count === 0 ? -1 : seen.offset(seen.count - 1) - this.#start;
    seen.takeBack();
    if (at < 0 || this.#fates[at] !== KEPT) return;
    this.#fates[at] = TAKEN_BACK;
    this.#hasStruck = true;
  }

  #findIn(lane: Lane): void {
    const length = this.#table.find(lane.bytes, lane.count, lane.older, lane.newer);
    if (length > 0) this.#strike(lane, lane.count - length);
  }

  #strike(lane: Lane, from: number): void {
    const start = lane.offset(from) - this.#start;
    const end = lane.offset(lane.count - 1) - this.#start;
    this.#hasStruck = true;
    for (let at = Math.max(start, 0); at <= end; at += 1) {
      const fate = this.#fates[at];
      if (fate === TAKEN_BACK || (fate === KEPT && this.#held[at] === SPACE)) this.#fates[at] = STRUCK;
    }
    for (let index = from, fate = REPLACED; index < lane.count; index += 1) {
      const at = lane.offset(index) - this.#start;
      // Given out already: more stood between its bytes than is held back.
      if (at < 0) continue;
      if (this.#fates[at] === KEPT || this.#fates[at] === TAKEN_BACK) this.#fates[at] = fate;
      fate = STRUCK;
    }
  }

  /** Up to here no secret that is still to come can reach. */
  #safeOffset(): number {
    const end = this.#start + this.#held.length;
    const keep = Math.max(0, this.#table.longestBytes - 1);
    this.#seen.trim(keep, this.#start);
    this.#raw.trim(keep, this.#start);
    const firsts = [this.#seen, this.#raw].flatMap((lane) => (lane.count === 0 ? [] : [lane.offset(0)]));
    return Math.max(Math.min(end, ...firsts), end - MOST_HELD_BYTES);
  }

  #release(until: number): void {
    const count = until - this.#start;
    if (count <= 0) return;
    for (;;) {
      const [stretch, next] = this.#stretches;
      if (stretch === undefined || stretch.offset >= until) break;
      const { note } = stretch;
      if (note !== undefined) this.#sink.note(note);
      delete stretch.note;
      const from = Math.max(stretch.offset, this.#start) - this.#start;
      const to = Math.min(next?.offset ?? until, until) - this.#start;
      if (stretch.isKept) this.#give(from, to, stretch.time);
      if (next === undefined || next.offset > until) {
        // The rest of this stretch is held back.
        stretch.offset = until;
        break;
      }
      this.#stretches.shift();
    }
    this.#held = this.#held.slice(count);
    this.#fates = this.#fates.slice(count);
    this.#start = until;
    if (this.#hasStruck) this.#hasStruck = this.#fates.some((fate) => fate !== KEPT);
  }

  #give(from: number, to: number, time: number): void {
    if (from >= to) return;
    if (!this.#hasStruck) return this.#giveKept(from, to, time);
    for (let at = from; at < to;) {
      const fate = this.#fates[at];
      let end = at + 1;
      if (fate === KEPT || fate === TAKEN_BACK) {
        while (end < to && (this.#fates[end] === KEPT || this.#fates[end] === TAKEN_BACK)) end += 1;
        this.#giveKept(at, end, time);
      } else if (fate === REPLACED && !this.#isAfterPlaceholder) {
        this.redactions += 1;
        this.#isAfterPlaceholder = true;
        this.#sink.bytes(placeholder, time);
      }
      at = end;
    }
  }

  #giveKept(from: number, to: number, time: number): void {
    this.#isAfterPlaceholder = false;
    this.#sink.bytes(this.#held.subarray(from, to), time);
  }
}

/** A line that was put together by moving about in it, without the secrets that it shows only now. */
export function redactLine(table: SecretTable, line: string): string {
  const parts: Uint8Array[] = [];
  const redactor = new Redactor(table, { bytes: (bytes) => parts.push(bytes.slice()), note: (note) => note() });
  redactor.push(new TextEncoder().encode(line), 0, true);
  redactor.end();
  return redactor.redactions === 0 ? line : Buffer.concat(parts).toString();
}
