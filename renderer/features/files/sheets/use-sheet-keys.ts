import { useEffect, useEffectEvent, type RefObject } from 'react';

/** Escape closes what is asked or answered below the list; a question takes the keys. */
export function useSheetKeys(root: RefObject<HTMLElement | null>, onEscape: () => void, focus?: string): void {
  const escape = useEffectEvent(onEscape);
  useEffect(() => {
    const element = root.current;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      escape();
    }
    if (focus !== undefined) element?.querySelector<HTMLElement>(focus)?.focus();
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  }, [root, focus]);
}
