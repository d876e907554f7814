/** Runs many tasks at once: no more than so many, and no more than so much weight, but for one task alone. */
export class Lanes {
  readonly #maxTasks: number;
  readonly #maxWeight: number;
  #tasks = 0;
  #weight = 0;
  #changed: (() => void)[] = [];
  #errors: Error[] = [];

  constructor(maxTasks: number, maxWeight: number) {
    this.#maxTasks = maxTasks;
    this.#maxWeight = maxWeight;
  }

  /** Resolves when the task has begun. What it throws is thrown by `idle`. */
  async start(weight: number, task: () => Promise<void>): Promise<void> {
    while (this.#tasks > 0 && (this.#tasks >= this.#maxTasks || this.#weight + weight > this.#maxWeight)) {
      await this.#change();
    }
    this.#tasks += 1;
    this.#weight += weight;
    void this.#run(weight, task);
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    while (this.#tasks > 0) await this.#change();
    const [error] = this.#errors.splice(0);
    if (error !== undefined) throw error;
  }

  async #run(weight: number, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#errors.push(error instanceof Error ? error : new Error(String(error)));
    }
    this.#tasks -= 1;
    this.#weight -= weight;
    for (const wake of this.#changed.splice(0)) wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve));
  }
}
