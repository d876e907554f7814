import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../../main/contract/problem.ts';
import type { SyncPlan } from '../../../main/contract/sync.ts';
import { planSync } from '../../state/sync-actions.ts';

export type PlanState =
  | { kind: 'comparing' }
  | { kind: 'plan'; plan: SyncPlan }
  /** Nobody chose a folder of this computer. */
  | { kind: 'no-folder' }
  | { kind: 'problem'; problem: Problem };

interface PlanTarget {
  sessionId: string;
  machine: number;
  remoteFolder: string;
  direction: SyncPlan['direction'];
}

/** Compares both sides, at once and again on request; `compare(true)` asks for another folder of this computer. */
export function useSyncPlan(target: PlanTarget): { state: PlanState; compare(choose: boolean): void } {
  const { sessionId, machine, remoteFolder, direction } = target;
  const [known, setKnown] = useState<{ key: string; state: PlanState }>();
  const [attempt, setAttempt] = useState({ count: 0, choose: false });
  const key = `${sessionId}\n${machine}\n${remoteFolder}\n${direction}\n${attempt.count}`;
  /** What was there before a folder chooser that was closed without a choice. */
  const lastPlan = useRef<{ direction: string; state: PlanState }>(undefined);
  /** The attempt in which the person was asked; a change of direction alone must not ask again. */
  const askedAttempt = useRef(0);

  useEffect(() => {
    let isCurrent = true;
    const choose = attempt.choose && askedAttempt.current !== attempt.count;
    askedAttempt.current = attempt.count;
    void planSync({ sessionId, machine, remoteFolder, direction, choose }).then((result) => {
      if (!isCurrent) return;
      let state: PlanState;
      if (!result.ok) state = { kind: 'problem', problem: result.problem };
      else if (result.value !== undefined) state = { kind: 'plan', plan: result.value };
      else if (choose && lastPlan.current?.direction === direction) ({ state } = lastPlan.current);
      else state = { kind: 'no-folder' };
      if (state.kind === 'plan') lastPlan.current = { direction, state };
      setKnown({ key, state });
    });
    return () => {
      isCurrent = false;
    };
  }, [sessionId, machine, remoteFolder, direction, attempt, key]);

  return {
    state: known?.key === key ? known.state : { kind: 'comparing' },
    compare: (choose) => setAttempt(({ count }) => ({ count: count + 1, choose })),
  };
}
