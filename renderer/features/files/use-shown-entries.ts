import { useMemo } from 'react';
import type { FileEntry } from '../../../main/contract/files.ts';
import { isHidden, shownName } from './entry-text.ts';

/** The entries that are to be seen: without hidden ones unless they are wanted, and only those with the text in them. */
export function useShownEntries(
  entries: readonly FileEntry[],
  showHidden: boolean,
  find: string,
): readonly FileEntry[] {
  return useMemo(() => {
    const text = find.toLocaleLowerCase();
    if (showHidden && text === '') return entries;
    return entries.filter(
      (entry) =>
        (showHidden || !isHidden(entry)) && (text === '' || shownName(entry).toLocaleLowerCase().includes(text)),
    );
  }, [entries, showHidden, find]);
}
