import type { CastEvent } from './cast.ts';
import type { Tape, TapeStart } from './tape.ts';

/** Where a recording is played. */
export interface PlayerScreen {
  reset(columns: number, rows: number): void;
  resize(columns: number, rows: number): void;
  write(text: string, done: () => void): void;
  rush(isRushing: boolean): void;
}

export interface PlayerClock {
  /** Milliseconds of any origin. */
  now(): number;
  /** Resolves when the next picture is due. */
  frame(): Promise<void>;
}

export interface PlayerState {
  positionSeconds: number;
  durationSeconds: number;
  marks: readonly number[];
  isPlaying: boolean;
  /** On its way to another moment. */
  isSeeking: boolean;
  speed: number;
  /** Long pauses are cut short. */
  skipsIdle: boolean;
}

export const speeds = [0.5, 1, 2, 4, 8, 16] as const;

/** Longer pauses than this, in seconds, are as long as this. */
const IDLE_S = 1.5;
/** Characters that the terminal gets at once; it rests in between. */
const BATCH_LENGTH = 262_144;
/** A window that was hidden does not jump ahead; milliseconds. */
const LONGEST_FRAME_MS = 250;
/** The state is told about so often while it plays, in milliseconds. */
const TELL_MS = 100;
/** "Back to the command before" means the one before that in its first moments, in seconds. */
const RESTART_S = 1;

/** Plays a tape on a screen. One thing at a time: what is asked for last holds. */
export class Player implements Disposable {
  readonly #tape: Tape;
  readonly #screen: PlayerScreen;
  readonly #clock: PlayerClock;
  readonly #onState: (state: PlayerState) => void;
  #work: Promise<void> = Promise.resolve();
  /** Counts what was asked for; older work ends when it sees a newer one. */
  #turn = 0;
  #page = 0;
  #index = 0;
  /** When the last thing on the screen happened. */
  #lastAt = 0;
  #position = 0;
  #isPlaying = false;
  #isSeeking = false;
  #speed = 1;
  #skipsIdle = true;

  constructor(tape: Tape, screen: PlayerScreen, clock: PlayerClock, onState: (state: PlayerState) => void) {
    this.#tape = tape;
    this.#screen = screen;
    this.#clock = clock;
    this.#onState = onState;
    screen.reset(tape.header.columns, tape.header.rows);
    this.#tell();
  }

  /** Goes on, from the start again when it is at the end. Resolves when it stops. */
  play(): Promise<void> {
    const wasPlaying = this.#isPlaying;
    this.#isPlaying = true;
    // On its way to another moment, it plays on from there by itself.
    if (this.#isSeeking) this.#tell();
    if (wasPlaying || this.#isSeeking) return this.#work;
    return this.#begin(async (turn) => {
      if (this.#position >= this.#tape.durationSeconds) await this.#goTo(0, turn);
      await this.#run(turn);
    });
  }

  pause(): Promise<void> {
    this.#isPlaying = false;
    this.#tell();
    return this.#work;
  }

  /** Goes to a moment, and plays on from there if it played. */
  seek(seconds: number): Promise<void> {
    const target = Math.max(0, Math.min(seconds, this.#tape.durationSeconds));
    this.#isSeeking = true;
    return this.#begin(async (turn) => {
      await this.#goTo(target, turn);
      await this.#run(turn);
    });
  }

  /** To the beginning of the next command, or of the one before. */
  step(by: 1 | -1): Promise<void> {
    const { marks, durationSeconds } = this.#tape;
    if (by === 1) return this.seek(marks.find((at) => at > this.#position) ?? durationSeconds);
    return this.seek(marks.findLast((at) => at < this.#position - RESTART_S) ?? 0);
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#tell();
  }

  setSkipsIdle(skipsIdle: boolean): void {
    this.#skipsIdle = skipsIdle;
    this.#tell();
  }

  /** The tape has grown. */
  refresh(): void {
    this.#tell();
  }

  [Symbol.dispose](): void {
    this.#turn = Infinity;
    this.#isPlaying = false;
  }

  #begin(work: (turn: number) => Promise<void>): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#tell();
    this.#work = this.#work.then(async () => {
      if (turn === this.#turn) await work(turn);
      if (turn === this.#turn) this.#tell();
    });
    return this.#work;
  }

  async #run(turn: number): Promise<void> {
    let before = this.#clock.now();
    let toldAt = before;
    while (this.#isPlaying && turn === this.#turn) {
      await this.#clock.frame();
      const now = this.#clock.now();
      const next = await this.#peek();
      if (turn !== this.#turn) return;
      if (next === undefined) {
        this.#position = this.#tape.durationSeconds;
        this.#isPlaying = false;
        return;
      }
      if (!this.#isPlaying) return;
      let to = this.#position + (Math.min(now - before, LONGEST_FRAME_MS) / 1_000) * this.#speed;
      before = now;
      // A pause counts from what was on the screen last, wherever somebody jumped into it.
      if (this.#skipsIdle && to < next.at && to - this.#lastAt >= IDLE_S) to = next.at;
      if (!(await this.#advance(to, turn))) return;
      this.#position = to;
      if (now - toldAt < TELL_MS) continue;
      toldAt = now;
      this.#tell();
    }
  }

  async #goTo(target: number, turn: number): Promise<void> {
    this.#isSeeking = true;
    this.#tell();
    this.#screen.rush(true);
    const start = this.#tape.startFor(target);
    if (target < this.#position || target < this.#lastAt || start.page > this.#page) this.#startAt(start);
    const isThere = await this.#advance(target, turn);
    this.#screen.rush(false);
    this.#position = isThere ? target : this.#lastAt;
    if (turn === this.#turn) this.#isSeeking = false;
  }

  #startAt({ page, size }: TapeStart): void {
    this.#page = page;
    this.#index = 0;
    this.#lastAt = 0;
    this.#screen.reset(size.columns, size.rows);
  }

  async #peek(): Promise<CastEvent | undefined> {
    while (this.#page < this.#tape.pageCount) {
      const event = (await this.#tape.events(this.#page))[this.#index];
      if (event !== undefined) return event;
      this.#page += 1;
      this.#index = 0;
    }
    return undefined;
  }

  /** Shows what happened up to a moment; false when something else was asked for meanwhile. */
  async #advance(to: number, turn: number): Promise<boolean> {
    while (this.#page < this.#tape.pageCount && this.#tape.firstAt(this.#page) <= to) {
      const events = await this.#tape.events(this.#page);
      if (turn !== this.#turn) return false;
      while (this.#index < events.length) {
        const first = events[this.#index];
        if (first === undefined || first.at > to) return true;
        await this.#show(events, to);
        if (turn !== this.#turn) return false;
      }
      // A recording may still grow behind its last page.
      if (this.#page + 1 >= this.#tape.pageCount) return true;
      this.#page += 1;
      this.#index = 0;
    }
    return true;
  }

  /** Shows the next few events up to a moment. */
  async #show(events: readonly CastEvent[], to: number): Promise<void> {
    let text = '';
    for (let event = events[this.#index]; event !== undefined; event = events[this.#index]) {
      if (event.at > to || text.length >= BATCH_LENGTH || (event.kind === 'resize' && text !== '')) break;
      if (event.kind === 'output') text += event.data;
      if (event.kind === 'resize') this.#screen.resize(event.columns, event.rows);
      this.#lastAt = event.at;
      this.#index += 1;
    }
    if (text !== '') await new Promise<void>((done) => this.#screen.write(text, done));
  }

  #tell(): void {
    const { durationSeconds, marks } = this.#tape;
    this.#onState({
      positionSeconds: this.#position,
      durationSeconds,
      marks: [...marks],
      isPlaying: this.#isPlaying,
      isSeeking: this.#isSeeking,
      speed: this.#speed,
      skipsIdle: this.#skipsIdle,
    });
  }
}
