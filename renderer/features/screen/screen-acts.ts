import type { SentKeys } from '../../frames/control.ts';
import type { ScreenSettings } from '../../state/view.ts';

/** What can be done with a screen; the toolbar, the keys and the palette all do the same. */
export interface ScreenActs {
  change(part: Partial<ScreenSettings>): void;
  sendKeys(keys: SentKeys): void;
  typeClipboard(): void;
  shareClipboard(isShared: boolean): void;
  savePicture(): void;
  copyPicture(): void;
  reconnect(): void;
  /** Takes the keys back from the machine. */
  release(): void;
  toggleFull(): void;
  /** Connects to a server whose certificate has changed. */
  trust(): void;
  /** Connects again, and asks who signs in. */
  signInAnew(): void;
  /** Left out where no other program could reach it. */
  openElsewhere: (() => void) | undefined;
  /** Left out where the machine has no SSH. */
  lookThroughSsh: (() => void) | undefined;
}
