import type { LockKeys, MachineInput } from './machine-input.ts';

type WithModifiers = Pick<KeyboardEvent, 'getModifierState'>;

const lockCodes: Readonly<Record<string, keyof LockKeys>> = {
  CapsLock: 'caps',
  NumLock: 'num',
  ScrollLock: 'scroll',
  KanaMode: 'kana',
};

export function isLockKey(code: string): boolean {
  return lockCodes[code] !== undefined;
}

/**
 * Keeps the machine's locks as they are here. The machine is told when its own must be others: when the keyboard comes
 * to it, and when a key shows that one was changed elsewhere.
 */
export class LockKeeper {
  readonly #input: MachineInput;
  readonly #isMac: boolean;
  /** What the machine has; not known at first. */
  #told: LockKeys | undefined;

  constructor(input: MachineInput, isMac: boolean) {
    this.#input = input;
    this.#isMac = isMac;
  }

  /** The keyboard was elsewhere: what the machine has may have changed. */
  forget(): void {
    this.#told = undefined;
  }

  /** A lock's own key goes to the machine, which turns it over by itself. */
  turned(code: string): void {
    const lock = lockCodes[code];
    if (lock !== undefined && this.#told !== undefined) this.#told = { ...this.#told, [lock]: !this.#told[lock] };
  }

  /** Before any other key. */
  keep(event: WithModifiers): void {
    const here: LockKeys = {
      caps: event.getModifierState('CapsLock'),
      // A Mac has no such lock: its number pad always types digits.
      num: this.#isMac || event.getModifierState('NumLock'),
      scroll: event.getModifierState('ScrollLock'),
      kana: event.getModifierState('KanaMode'),
    };
    const there = this.#told;
    if (
      there !== undefined &&
      there.caps === here.caps &&
      there.num === here.num &&
      there.scroll === here.scroll &&
      there.kana === here.kana
    ) {
      return;
    }
    this.#told = here;
    this.#input.locks(here);
  }
}
