import { useEffect, useState, type RefObject } from 'react';
import { lockKeyboard, unlockKeyboard } from './keyboard.ts';

interface FullScreen {
  isFull: boolean;
  toggle(): Promise<void>;
  leave(): Promise<void>;
}

/** An element that fills the display, with the keys of the system as far as that gives them away. */
export function useFullScreen(element: RefObject<HTMLElement | null>): FullScreen {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const shown = element.current;
    function update(): void {
      const next = shown !== null && document.fullscreenElement === shown;
      if (next) lockKeyboard();
      else unlockKeyboard();
      setFull(next);
    }
    shown?.addEventListener('fullscreenchange', update);
    return () => shown?.removeEventListener('fullscreenchange', update);
  }, [element]);

  async function leave(): Promise<void> {
    if (document.fullscreenElement !== null) await document.exitFullscreen();
  }

  async function toggle(): Promise<void> {
    if (document.fullscreenElement === element.current) return leave();
    // Refused where nobody pressed anything; then there is nothing to say either.
    await element.current?.requestFullscreen().catch(() => {});
  }

  return { isFull, toggle, leave };
}
