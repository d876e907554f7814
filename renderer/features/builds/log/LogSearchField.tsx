import { ChevronDown, ChevronUp } from 'lucide-react';
import type { RefObject } from 'react';
import { IconButton } from '../../../ui/IconButton.tsx';
import { SearchField } from '../../../ui/SearchField.tsx';
import type { LogSearch } from './use-log-search.ts';
import styles from './StepLog.module.css';

/** Search in a log: Enter goes on, Shift+Enter goes back. */
export function LogSearchField({ find, inputRef }: { find: LogSearch; inputRef: RefObject<HTMLInputElement | null> }) {
  return (
    <>
      <span className={styles['found']} role="status">
        {find.status}
      </span>
      {find.hasMatches && (
        <>
          <IconButton label="Previous match" shortcut="Shift+Enter" size="small" onPress={() => find.step(-1)}>
            <ChevronUp size={15} />
          </IconButton>
          <IconButton label="Next match" shortcut="Enter" size="small" onPress={() => find.step(1)}>
            <ChevronDown size={15} />
          </IconButton>
        </>
      )}
      <SearchField
        label="Search in this log"
        placeholder="Search log…"
        value={find.search}
        onChange={find.setSearch}
        inputRef={inputRef}
        onKeyDown={(event) => {
          if (event.key === 'Enter') find.step(event.shiftKey ? -1 : 1);
        }}
      />
    </>
  );
}
