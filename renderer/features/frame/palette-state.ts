import { create } from 'zustand';
import { availableCommands, type Command } from '../../state/commands.ts';

interface PaletteState {
  isOpen: boolean;
  /** What could be done when it was opened: it must not change under the fingers. */
  commands: Command[];
}

export const usePalette = create<PaletteState>(() => ({ isOpen: false, commands: [] }));

export function openPalette(): void {
  const commands = availableCommands().filter(({ id }) => id !== 'palette.open');
  usePalette.setState({ isOpen: true, commands });
}

export function setPaletteOpen(isOpen: boolean): void {
  usePalette.setState({ isOpen });
}
