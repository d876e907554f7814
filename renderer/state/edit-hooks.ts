import { useShallow } from 'zustand/react/shallow';
import type { Edit } from '../../main/contract/edit.ts';
import { useTruth } from './truth.ts';

/** Files of a machine that are open in programs of this computer, in the order in which they were opened. */
export function useEdits(sessionId: string, machine: number): Edit[] {
  return useTruth(
    useShallow(({ truth }) =>
      Object.values(truth.edits)
        .filter((edit) => edit.sessionId === sessionId && edit.machine === machine)
        .sort((left, right) => left.openedAt - right.openedAt),
    ),
  );
}

/** Those of all machines. */
export function useAllEdits(): Edit[] {
  return useTruth(
    useShallow(({ truth }) => Object.values(truth.edits).sort((left, right) => left.openedAt - right.openedAt)),
  );
}
