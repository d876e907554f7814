import type { Clock } from '../../../lib/clock.ts';

/** An idle screen has nothing to say, so only after this long is it asked. */
const QUIET_MS = 10_000;
/** The same as long as it is not known whether it answers at all. */
const FIRST_QUIET_MS = 2_000;
/** For the answer. */
const ANSWER_MS = 15_000;
/** A server that never answered when it was asked so often is not asked any more: its silence says nothing. */
const MAX_VAIN_QUESTIONS = 3;

interface Options {
  clock: Clock;
  /** Whether words of the server would not be heard now. */
  isDeaf(): boolean;
  /** Asks for something that a server answers; false when that cannot be done. */
  ask(): boolean;
  onSilent(): void;
}

/**
 * Notices a server that does not answer any more. It is asked only while the person does something, and only one that has
 * answered before is given up.
 */
export class SilenceWatch implements Disposable {
  readonly #options: Options;
  #stopWaiting: (() => void) | undefined;
  #isAsked = false;
  #hasAnswered = false;
  #vainQuestions = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The server said something. */
  heard(): void {
    if (this.#isAsked) this.#hasAnswered = true;
    this.#stop();
  }

  /** The person did something. */
  spoke(): void {
    if (this.#stopWaiting !== undefined || this.#vainQuestions === MAX_VAIN_QUESTIONS) return;
    const quietMs = this.#hasAnswered ? QUIET_MS : FIRST_QUIET_MS;
    this.#stopWaiting = this.#options.clock.after(quietMs, () => this.#ask());
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #ask(): void {
    const { clock, isDeaf, ask } = this.#options;
    this.#stopWaiting = undefined;
    if (isDeaf() || !ask()) return;
    this.#isAsked = true;
    this.#stopWaiting = clock.after(ANSWER_MS, () => this.#giveUp());
  }

  #giveUp(): void {
    const { isDeaf, onSilent } = this.#options;
    this.#stop();
    if (isDeaf()) return;
    if (this.#hasAnswered) onSilent();
    else this.#vainQuestions += 1;
  }

  #stop(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.#isAsked = false;
  }
}
