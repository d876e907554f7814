/** Transfers of one machine that work at the same time; each has many files in flight by itself. */
export const AT_ONCE = 2;

/** The order in which transfers of one machine get their turn. */
export class TransferQueue {
  #waiting: string[] = [];
  readonly #atWork = new Set<string>();

  add(id: string): void {
    if (this.#atWork.has(id) || this.#waiting.includes(id)) return;
    this.#waiting.push(id);
  }

  /** Before all others that wait. */
  first(id: string): void {
    if (this.#atWork.has(id)) return;
    this.#waiting = [id, ...this.#waiting.filter((other) => other !== id)];
  }

  /** It wants no turn, or has ended its own. */
  remove(id: string): void {
    this.#waiting = this.#waiting.filter((other) => other !== id);
    this.#atWork.delete(id);
  }

  /** The next one whose turn it is; it is at work from now on. */
  take(): string | undefined {
    if (this.#atWork.size >= AT_ONCE) return undefined;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#atWork.add(next);
    return next;
  }
}
