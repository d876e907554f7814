import { create } from 'zustand';

export const usePalette = create<{ isOpen: boolean }>(() => ({ isOpen: false }));

export function openPalette(): void {
  usePalette.setState({ isOpen: true });
}

export function setPaletteOpen(isOpen: boolean): void {
  usePalette.setState({ isOpen });
}
