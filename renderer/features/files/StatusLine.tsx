import { useMemo } from 'react';
import type { FileEntry } from '../../../main/contract/files.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { countOf, countText, sizeText } from '../../ui/size/size-text.ts';
import type { BrowserState } from './browser.ts';
import { countsText, isFolder } from './entry-text.ts';
import styles from './FileBrowser.module.css';

/** Goes where the terminal goes. */
export interface Following {
  isOn: boolean;
  onChange(isOn: boolean): void;
  /** Where the terminal is, as its shell reports it; undefined while it reports nothing. */
  path: string | undefined;
}

interface StatusLineProps {
  state: BrowserState;
  shown: readonly FileEntry[];
  chosen: readonly FileEntry[];
  showHidden: boolean;
  following: Following | undefined;
}

function folderText(
  { count, status, isCut, oddCount }: BrowserState,
  shown: readonly FileEntry[],
  showHidden: boolean,
): string {
  if (status === 'listing') return count === 0 ? 'Listing…' : `Listing… ${countText(count)}`;
  if (status !== 'ready') return '';
  const hidden = count - shown.length;
  return [
    isCut ? `only the first ${countText(count)} of more names` : countsText(shown),
    !showHidden && hidden > 0 ? `${countText(hidden)} hidden` : undefined,
    oddCount > 0 ? `${countOf(oddCount, 'name', 'names')} left out that no folder can have` : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** "2 files chosen, 3.1 KB". What folders hold is not known, so that no size stands beside them. */
function chosenText(chosen: readonly FileEntry[]): string {
  const counts = `${countsText(chosen)} chosen`;
  if (chosen.some(isFolder)) return counts;
  return `${counts}, ${sizeText(chosen.reduce((sum, { kind, sizeBytes }) => sum + (kind === 'file' ? sizeBytes : 0), 0))}`;
}

/** How much there is, what is chosen, and what is looked for. */
export function StatusLine({ state, shown, chosen, showHidden, following }: StatusLineProps) {
  const { find } = state;
  const folder = useMemo(() => folderText(state, shown, showHidden), [state, shown, showHidden]);
  return (
    <div className={styles['status']}>
      <span role="status" className={styles['counts']}>
        {find === '' ? folder : `${countOf(shown.length, 'name', 'names')} with “${find}” (Esc shows all)`}
        {chosen.length > 1 && ` · ${chosenText(chosen)}`}
      </span>
      {following !== undefined && (
        <>
          {following.isOn && following.path === undefined && (
            <span className={styles['remark']}>The shell does not say where it is.</span>
          )}
          <Checkbox isOn={following.isOn} onChange={following.onChange}>
            Follow terminal
          </Checkbox>
        </>
      )}
    </div>
  );
}
