/** Hands items from those who find them to the one who takes them, and lets them wait when it is too many. */
export class ItemStream<T> implements AsyncIterable<T> {
  readonly #limit: number;
  #items: T[] = [];
  #isEnded = false;
  #wakeTaker: (() => void) | undefined;
  #wakeGivers: (() => void)[] = [];

  /** @param limit how many items wait at most, but for those of one `push` */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Resolves when there is room for more. What comes after the end is dropped. */
  async push(...items: T[]): Promise<void> {
    if (this.#isEnded) return;
    this.#items.push(...items);
    this.#wakeTaker?.();
    while (this.#items.length > this.#limit && !this.#isEnded) {
      await new Promise<void>((resolve) => this.#wakeGivers.push(resolve));
    }
  }

  /** No more will come; what waits is still taken. */
  end(): void {
    this.#isEnded = true;
    this.#wakeTaker?.();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        // A whole batch at a time: taking from the front of an array one by one would move all the rest.
        const batch = this.#items;
        this.#items = [];
        this.#wake();
        yield* batch;
        if (this.#items.length > 0) continue;
        if (this.#isEnded) return;
        await new Promise<void>((resolve) => {
          this.#wakeTaker = resolve;
        });
      }
    } finally {
      // Nobody takes any more.
      this.end();
      this.#items = [];
    }
  }

  #wake(): void {
    for (const wake of this.#wakeGivers.splice(0)) wake();
  }
}
