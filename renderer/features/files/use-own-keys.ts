import { useEffect, useRef, type RefObject } from 'react';
import { OWNS_ALL_KEYS } from '../../state/shortcuts.ts';

/**
 * Whether shortcuts are for this part of the window: the focus is in it, or was before the palette opened; but not in a
 * field of it, or in a text that can be copied.
 */
export function useOwnKeys(root: RefObject<HTMLElement | null>): () => boolean {
  const isOwn = useRef(false);
  useEffect(() => {
    function onFocus({ target }: FocusEvent): void {
      if (!(target instanceof Element) || target.closest(`[${OWNS_ALL_KEYS}], [role="menu"]`) !== null) return;
      const isInside = root.current?.contains(target) ?? false;
      isOwn.current = isInside && target.closest('input, textarea, aside, [role="region"]') === null;
    }
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, [root]);
  return () => isOwn.current;
}
