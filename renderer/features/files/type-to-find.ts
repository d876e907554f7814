import type { KeyboardEvent } from 'react';

/** The text to find after a key in the list; undefined when the key is not for finding. */
export function findAfter(
  find: string,
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (find !== '' && event.key === 'Escape') return '';
  if (find !== '' && event.key === 'Backspace') return find.slice(0, -1);
  // A space alone opens the preview.
  if (event.key === ' ' && find === '') return undefined;
  return event.key.length === 1 ? find + event.key : undefined;
}
