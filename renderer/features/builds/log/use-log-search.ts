import { useDeferredValue, useMemo, useState } from 'react';
import type { Match } from '../../../ui/console/ConsoleText.tsx';
import { findMatches, MAX_FOUND } from './find-matches.ts';
import type { LogView } from './log-feed.ts';

const none: readonly Match[] = [];

export interface LogSearch {
  search: string;
  setSearch(search: string): void;
  /** "3 of 12", "No match", or nothing while nothing is searched for. */
  status: string;
  hasMatches: boolean;
  step(direction: 1 | -1): void;
  matchesOf(line: number): readonly Match[];
  /** Line of the current match. */
  currentLine: number | undefined;
}

/** Searches in output while it grows. */
export function useLogSearch(log: LogView | undefined): LogSearch {
  const [search, setSearch] = useState('');
  const [position, setPosition] = useState(0);
  const wanted = useDeferredValue(search);
  const version = log?.version;
  const text = log?.text;

  // `version` stands for the content of `text`, which is written to in place.
  const { found, byLine } = useMemo(() => {
    const all = version === undefined || text === undefined ? [] : findMatches(text.lines, wanted);
    return { found: all, byLine: Map.groupBy(all, ({ line }) => line) };
  }, [text, version, wanted]);

  const index = found.length === 0 ? 0 : ((position % found.length) + found.length) % found.length;
  const current = found[index];
  const count = found.length === MAX_FOUND ? `${MAX_FOUND}+` : `${found.length}`;

  return {
    search,
    setSearch(next) {
      setSearch(next);
      setPosition(0);
    },
    status: wanted === '' ? '' : current === undefined ? 'No match' : `${index + 1} of ${count}`,
    hasMatches: current !== undefined,
    step: (direction) => setPosition(index + direction),
    matchesOf: (line) =>
      byLine.get(line)?.map((match) => ({ from: match.from, to: match.to, isCurrent: match === current })) ?? none,
    currentLine: current?.line,
  };
}
