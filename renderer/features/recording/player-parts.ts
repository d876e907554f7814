import type { ComponentType, Ref } from 'react';
import type { PlayerScreen } from './player.ts';

/** The screen of a player, and what the person does with it. */
export interface ScreenHandle extends PlayerScreen {
  /** Marks a text where it stands last. */
  mark(text: string): void;
  selection(): string;
  focus(): void;
}

export interface ScreenProps {
  ref: Ref<ScreenHandle>;
  label: string;
  /** Largest size of the text, in CSS pixels. */
  fontSize: number;
  /** In lines. */
  scrollback: number;
  screenReader: boolean;
  copyText(text: string): void;
}

/** A terminal that only shows; it comes from the room of terminals. */
export type ScreenComponent = ComponentType<ScreenProps>;
