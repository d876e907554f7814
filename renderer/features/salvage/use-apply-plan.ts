import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../../main/contract/problem.ts';
import type { ApplyPlan } from '../../../main/contract/salvage.ts';
import { planApply } from '../../state/salvage-actions.ts';

export type PlanState =
  | { kind: 'looking' }
  | { kind: 'plan'; plan: ApplyPlan }
  /** Nobody chose a folder of this computer. */
  | { kind: 'no-folder' }
  | { kind: 'problem'; problem: Problem };

/** What applying would do, worked out at once and again on request; `look(true)` asks for another folder. */
export function useApplyPlan(sessionId: string, salvageId: string): { state: PlanState; look(choose: boolean): void } {
  const [known, setKnown] = useState<{ attempt: number; state: PlanState }>();
  const [attempt, setAttempt] = useState({ count: 0, choose: false });
  const last = useRef<PlanState>(undefined);
  useEffect(() => {
    let isCurrent = true;
    void planApply(sessionId, salvageId, attempt.choose).then((result) => {
      if (!isCurrent) return;
      let state: PlanState;
      if (!result.ok) state = { kind: 'problem', problem: result.problem };
      else if (result.value !== undefined) state = { kind: 'plan', plan: result.value };
      // Whoever closes the chooser keeps what was there.
      else state = (attempt.choose ? last.current : undefined) ?? { kind: 'no-folder' };
      last.current = state;
      setKnown({ attempt: attempt.count, state });
    });
    return () => {
      isCurrent = false;
    };
  }, [sessionId, salvageId, attempt]);
  return {
    state: known?.attempt === attempt.count ? known.state : { kind: 'looking' },
    look: (choose) => setAttempt(({ count }) => ({ count: count + 1, choose })),
  };
}
