import type { KeyCombination } from '../control.ts';
import { pressedOwnKeys, type PressedKeys } from '../own-keys.ts';
import { isLockKey, LockKeeper } from './lock-keys.ts';
import type { MachineInput } from './machine-input.ts';
import { BREAK, scancode, scancodeOf } from './scancodes.ts';

/** The parts of a `KeyboardEvent` that are looked at. */
export type KeyPress = PressedKeys & Pick<KeyboardEvent, 'timeStamp'>;

export interface KeyboardOptions {
  input: MachineInput;
  platform: 'mac' | 'windows' | 'linux';
  ownKeys(): readonly KeyCombination[];
  /** One of the combinations that stay here. */
  onOwnKey(keys: KeyCombination): void;
}

/** Windows makes a left Ctrl up for AltGr, right before it. */
const MADE_UP_CONTROL_MS = 50;

const modifierCodes = new Set(['ControlLeft', 'ControlRight', 'AltLeft', 'AltRight', 'ShiftLeft', 'ShiftRight']);
const metaCodes = new Set(['MetaLeft', 'MetaRight']);

/**
 * Turns the keys of this keyboard into those of the machine's, by their place: which signs they give is a matter of the
 * keyboard layout, which the machine was told.
 */
export class Keyboard {
  readonly #options: KeyboardOptions;
  readonly #locks: LockKeeper;
  readonly #down = new Set<string>();
  /** A left Ctrl that may be the one Windows makes up; not sent yet. */
  #heldControl: { timeStamp: number; timer: ReturnType<typeof setTimeout> } | undefined;

  constructor(options: KeyboardOptions) {
    this.#options = options;
    this.#locks = new LockKeeper(options.input, options.platform === 'mac');
  }

  /** @returns whether the key is taken; it then does nothing else here. */
  keyDown(press: KeyPress): boolean {
    if (this.takeOwnKey(press)) return true;
    if (press.code === 'Pause') return this.#pause();
    const code = scancodeOf(press.code);
    if (code === undefined) return false;
    if (this.#holdsBackControl(press)) return true;
    if (isLockKey(press.code)) this.#turn(press.code, code);
    else {
      this.#locks.keep(press);
      this.#down.add(press.code);
      this.#options.input.press(code);
    }
    return true;
  }

  /** What stays here, whether or not keys go to the machine. */
  takeOwnKey(press: KeyPress): boolean {
    const own = pressedOwnKeys(this.#options.ownKeys(), press);
    if (own === undefined) return false;
    this.releaseAll();
    this.#options.onOwnKey(own);
    return true;
  }

  keyUp(press: Pick<KeyPress, 'code'>): boolean {
    const code = scancodeOf(press.code);
    if (code === undefined) return press.code === 'Pause';
    if (press.code === 'ControlLeft') this.#sendHeldControl();
    // A Mac tells only that a lock turned, once by "down" and once by "up".
    if (isLockKey(press.code)) {
      if (this.#options.platform === 'mac') this.#turn(press.code, code);
      return true;
    }
    // A Mac is silent about keys that come up while Command is down.
    if (metaCodes.has(press.code) && this.#options.platform === 'mac') this.#releaseCommanded();
    this.#release(press.code, code);
    return true;
  }

  /** The keyboard goes elsewhere. */
  releaseAll(): void {
    this.#dropHeldControl();
    this.#down.clear();
    this.#locks.forget();
    this.#options.input.releaseAll();
  }

  /** @returns whether the press was kept back, or thrown away, for now. */
  #holdsBackControl(press: KeyPress): boolean {
    const held = this.#heldControl;
    if (held !== undefined && press.code !== 'ControlLeft') {
      if (press.code === 'AltRight' && press.timeStamp - held.timeStamp <= MADE_UP_CONTROL_MS) this.#dropHeldControl();
      else this.#sendHeldControl();
      return false;
    }
    if (this.#options.platform !== 'windows' || press.code !== 'ControlLeft' || this.#down.has('ControlLeft')) {
      return false;
    }
    // While AltGr is held, its made-up Ctrl repeats with it.
    if (held !== undefined || this.#down.has('AltRight')) return true;
    const timer = setTimeout(() => this.#sendHeldControl(), MADE_UP_CONTROL_MS);
    this.#heldControl = { timeStamp: press.timeStamp, timer };
    return true;
  }

  #sendHeldControl(): void {
    if (this.#heldControl === undefined) return;
    this.#dropHeldControl();
    this.#down.add('ControlLeft');
    this.#options.input.press(scancode('ControlLeft'));
  }

  #dropHeldControl(): void {
    clearTimeout(this.#heldControl?.timer);
    this.#heldControl = undefined;
  }

  #turn(name: string, code: number): void {
    this.#locks.turned(name);
    this.#options.input.press(code);
    this.#options.input.release(code);
  }

  /** Ctrl and NumLock to a machine, as on the first keyboards; with Ctrl held it is Break. */
  #pause(): boolean {
    const { input } = this.#options;
    this.#sendHeldControl();
    if (this.#down.has('ControlLeft') || this.#down.has('ControlRight')) {
      input.press(BREAK);
      input.release(BREAK);
      return true;
    }
    const codes = [scancode('ControlLeft'), scancode('NumLock')];
    for (const code of codes) input.press(code);
    for (const code of codes.toReversed()) input.release(code);
    return true;
  }

  #release(name: string, code: number): void {
    this.#down.delete(name);
    this.#options.input.release(code);
  }

  #releaseCommanded(): void {
    for (const name of this.#down) {
      const code = scancodeOf(name);
      if (code !== undefined && !modifierCodes.has(name) && !metaCodes.has(name)) this.#release(name, code);
    }
  }
}
