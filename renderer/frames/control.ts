/**
 * What the window and the frame of a screen say to each other, beside the bytes that go straight to the connection
 * process. The frame is a page of an origin of its own ("app://vnc-…", "app://rdp-…"), in a process of its own: it can
 * hang or crash, and only its screen is gone.
 */

/**
 * - `scale`: the whole screen, made smaller or larger to fit
 * - `resize`: the machine is asked to take the size of the tab
 * - `actual`: pixel by pixel, with panning
 */
export const fits = ['scale', 'resize', 'actual'] as const;
export type Fit = (typeof fits)[number];

/** `auto` follows the measured rate. */
export const pictures = ['auto', 'sharp', 'balanced', 'fast'] as const;
export type Picture = (typeof pictures)[number];

/** A combination of keys, by `KeyboardEvent.code` of the last one. */
export interface KeyCombination {
  code: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  meta: boolean;
}

export interface ViewerSettings {
  fit: Fit;
  picture: Picture;
  isViewOnly: boolean;
  /** Shows a dot where the machine shows no pointer. */
  hasDotCursor: boolean;
  /** Text may go between the clipboards. */
  sharesClipboard: boolean;
  /** Combinations that stay with Jumpseat; every other key goes to the machine. */
  ownKeys: readonly KeyCombination[];
}

/** Comes first, by `postMessage` to the frame, with two ports: this conversation's, and that of screen-port.ts. */
export interface StartMessage {
  type: 'start';
  settings: ViewerSettings;
}

/** Said by the frame's page to its parent once it listens for {@link StartMessage}. */
export interface ReadyMessage {
  type: 'ready';
}

/** Keys that the system keeps for itself when they are pressed. */
export const sentKeys = [
  'ctrl-alt-delete',
  'ctrl-alt-backspace',
  'ctrl-escape',
  'alt-tab',
  'alt-f4',
  'super',
  'print',
] as const;
export type SentKeys = (typeof sentKeys)[number];

export type ToFrame =
  | { type: 'settings'; settings: ViewerSettings }
  | { type: 'keys'; keys: SentKeys }
  /** Text of this computer's clipboard, for the machine's. */
  | { type: 'clipboard'; text: string }
  /** Types the text as if on a keyboard, where the machine has no clipboard to share. */
  | { type: 'type'; text: string }
  | { type: 'take-picture' }
  | { type: 'focus' };

export interface ViewerAbilities {
  /** The machine can be asked for another size; `reconnects`: only by connecting anew. */
  resize: 'yes' | 'reconnects' | 'no';
  /** Text can go between the clipboards. */
  clipboard: boolean;
  quality: boolean;
  /** What cannot be done here, for people; one sentence each. */
  limits: readonly string[];
}

export type FromFrame =
  /** The first picture is there. */
  | { type: 'painted'; abilities: ViewerAbilities }
  | { type: 'abilities'; abilities: ViewerAbilities }
  /** Of the machine's screen, in its pixels. */
  | { type: 'size'; width: number; height: number }
  /** Once a second while there are any. `latencyMs` where the protocol can tell. */
  | { type: 'rate'; framesPerSecond: number; bytesPerSecond: number; latencyMs?: number | undefined }
  /** Text that was copied on the machine. */
  | { type: 'clipboard'; text: string }
  | { type: 'bell' }
  /** One sentence for people: something of the machine's was left out, for example a text that is too long. */
  | { type: 'notice'; text: string }
  /** PNG; empty when there is no picture yet. */
  | { type: 'picture'; png: Uint8Array }
  /** One of `ownKeys` was pressed. */
  | { type: 'own-key'; keys: KeyCombination }
  | { type: 'focus'; isFocused: boolean }
  /** `resize` and the protocol can only do it by connecting anew: the tab has had another size for a while. */
  | { type: 'wants-size'; width: number; height: number }
  /** The screen's own end; why is in the truth. */
  | { type: 'ended' };
