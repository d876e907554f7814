/** What a person does to the machine, as RDP can say it. Nothing is sent twice: what is down is known. */
export interface MachineInput {
  /** @param scancode as in scancodes.ts; pressing a key that is down repeats it */
  press(scancode: number): void;
  release(scancode: number): void;
  /** One character, whatever the layouts of the keyboards. */
  character(text: string): void;
  /** In pixels of the machine's screen. */
  move(x: number, y: number): void;
  /** @param button as in `MouseEvent.button` */
  button(button: number, isDown: boolean): void;
  /** @param units 120 for one notch, away from the person or to the right; at most 255 either way */
  wheel(axis: 'vertical' | 'horizontal', units: number): void;
  /** Tells which locks are on here, so that they are there. */
  locks(locks: LockKeys): void;
  /** Lets go of every key and button. */
  releaseAll(): void;
}

export interface LockKeys {
  scroll: boolean;
  num: boolean;
  caps: boolean;
  kana: boolean;
}
