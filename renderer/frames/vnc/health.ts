/** How many looks in a row, one each second, must find the same. */
const STUCK_LOOKS = 6;

/** Notices a picture that never becomes ready: noVNC waits for it for ever, and looks connected. */
export class Health {
  #updates = 0;
  #looks = 0;

  updated(): void {
    this.#updates += 1;
  }

  /** To be called once a second. @returns whether it is stuck */
  look(isBusy: boolean): boolean {
    const hasMoved = this.#updates > 0;
    this.#updates = 0;
    this.#looks = isBusy && !hasMoved ? this.#looks + 1 : 0;
    return this.#looks >= STUCK_LOOKS;
  }
}
