import { useCallback, useEffect, useRef, useState } from 'react';
import { makeFolder, renameEntry, type Desk } from './file-operations.ts';
import type { Naming } from './FileTable.tsx';

interface NamingState {
  naming: Naming | undefined;
  setNaming(naming: Naming | undefined): void;
  /** Gives the name that was typed; a sentence when it cannot be given. */
  onName(name: string): Promise<string | undefined>;
  onStopNaming(): void;
}

/** A name that is typed in the list: of something that is there, or of a new folder. */
export function useNaming(desk: Desk, focusList: () => void): NamingState {
  const [naming, setNaming] = useState<Naming>();
  const latest = useRef({ desk, naming, focusList });
  useEffect(() => {
    latest.current = { desk, naming, focusList };
  });
  const onStopNaming = useCallback(() => {
    setNaming(undefined);
    latest.current.focusList();
  }, []);
  const onName = useCallback(
    async (name: string) => {
      const { desk: where, naming: what } = latest.current;
      const refused = await (what?.kind === 'rename' ? renameEntry(where, what.name, name) : makeFolder(where, name));
      if (refused === undefined) onStopNaming();
      return refused;
    },
    [onStopNaming],
  );
  return { naming, setNaming, onName, onStopNaming };
}
