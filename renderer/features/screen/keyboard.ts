declare global {
  interface Navigator {
    /** Keyboard Lock and Keyboard Map (WICG); absent outside Chromium. */
    readonly keyboard?: {
      lock(keyCodes?: readonly string[]): Promise<void>;
      unlock(): void;
      getLayoutMap(): Promise<ReadonlyMap<string, string>>;
    };
  }
}

/** What stands on the keys of this computer, by `KeyboardEvent.code`; empty where that cannot be told. */
export async function readLayout(): Promise<ReadonlyMap<string, string>> {
  try {
    return (await navigator.keyboard?.getLayoutMap()) ?? new Map<string, string>();
  } catch {
    return new Map<string, string>();
  }
}

/** Asks the system to leave its own keys to this window while it fills the screen. Not every system does. */
export function lockKeyboard(): void {
  void navigator.keyboard?.lock().catch(() => {});
}

export function unlockKeyboard(): void {
  navigator.keyboard?.unlock();
}
