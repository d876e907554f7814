import { ArrowDown, ArrowUp, CaseSensitive, Regex, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../../ui/IconButton.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import type { SearchQuery, SearchResult } from './terminal-search.ts';
import styles from './Terminal.module.css';

interface FindBarProps {
  result: SearchResult;
  onFind(query: SearchQuery, direction: 'typing' | 'next' | 'previous'): void;
  onClose(): void;
}

function describe({ current, total, isInvalid }: SearchResult, text: string): string {
  if (text === '') return '';
  if (isInvalid) return 'not a regular expression';
  if (total === 0) return 'nothing found';
  return current === 0 ? `${total} found` : `${current} of ${total}`;
}

/** Finds text in the terminal above. Enter goes up to older output first, as people read a terminal from its end. */
export function FindBar({ result, onFind, onClose }: FindBarProps) {
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState<SearchQuery>({ text: '', isCaseSensitive: false, isRegex: false });
  useEffect(() => input.current?.focus(), []);

  function change(part: Partial<SearchQuery>): void {
    const next = { ...query, ...part };
    setQuery(next);
    onFind(next, 'typing');
  }

  return (
    <div className={styles['find']} role="search" aria-label="Find in the terminal">
      <SearchField
        label="Find in the terminal"
        placeholder="Find"
        value={query.text}
        onChange={(text) => change({ text })}
        inputRef={input}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          } else if (event.key === 'Enter') {
            event.preventDefault();
            onFind(query, event.shiftKey ? 'next' : 'previous');
          }
        }}
      />
      <IconButton
        label="Match case"
        size="small"
        isOn={query.isCaseSensitive}
        onPress={() => change({ isCaseSensitive: !query.isCaseSensitive })}
      >
        <CaseSensitive size={15} />
      </IconButton>
      <IconButton
        label="Regular expression"
        size="small"
        isOn={query.isRegex}
        onPress={() => change({ isRegex: !query.isRegex })}
      >
        <Regex size={14} />
      </IconButton>
      <IconButton label="Previous match" size="small" shortcut="Enter" onPress={() => onFind(query, 'previous')}>
        <ArrowUp size={14} />
      </IconButton>
      <IconButton label="Next match" size="small" shortcut="Shift+Enter" onPress={() => onFind(query, 'next')}>
        <ArrowDown size={14} />
      </IconButton>
      <span className={styles['count']} role="status">
        {describe(result, query.text)}
      </span>
      <IconButton label="Close the search" size="small" shortcut="Escape" onPress={onClose}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
