import { useMemo } from 'react';
import type { FileEntry } from '../../../main/contract/files.ts';
import { isHidden } from './entry-text.ts';

/** The entries that are to be seen: without hidden ones unless they are wanted, and only those with the text in them. */
export function useShownEntries(
  entries: readonly FileEntry[],
  showHidden: boolean,
  find: string,
): readonly FileEntry[] {
  return useMemo(() => {
    const text = find.toLowerCase();
    if (showHidden && text === '') return entries;
    const hasText = ({ name, shownName = name }: FileEntry) => shownName.toLowerCase().includes(text);
    return entries.filter((entry) => (showHidden || !isHidden(entry)) && (text === '' || hasText(entry)));
  }, [entries, showHidden, find]);
}
