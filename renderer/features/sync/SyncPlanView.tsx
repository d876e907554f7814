import { useCallback, useMemo, useState } from 'react';
import type { Problem } from '../../../main/contract/problem.ts';
import type { SyncPlan } from '../../../main/contract/sync.ts';
import { openLink } from '../../state/app-actions.ts';
import { runSync } from '../../state/sync-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { countText } from '../../ui/size/size-text.ts';
import { usePending } from '../../ui/use-pending.ts';
import { SyncItems } from './SyncItems.tsx';
import { conflictWords, inPlanOrder, leftOutAtFirst, runLabel, targetWords, totalsText } from './sync-text.ts';
import styles from './SyncPanel.module.css';

interface SyncPlanViewProps {
  plan: SyncPlan;
  /** Its commands stand in the palette. */
  isShown: boolean;
  onCompare(): void;
  /** The transfer that does it began. */
  onRun(transferId: string): void;
}

function Remarks({ plan }: { plan: SyncPlan }) {
  return (
    <>
      {plan.warnings.map((warning, index) => (
        <ProblemNotice
          key={`${index} ${warning.message}`}
          problem={warning}
          tone="warn"
          role="note"
          onOpenLink={(url) => void openLink(url)}
        />
      ))}
      {plan.isCut && (
        <Notice
          tone="warn"
          message={`More files differ than are listed here: these are the first ${countText(plan.items.length)}.`}
          hint="Do these, then compare again for the rest."
        />
      )}
    </>
  );
}

/** What a sync would do: all of it in sight before anything is done, and each part can be left out. */
export function SyncPlanView({ plan, isShown, onCompare, onRun }: SyncPlanViewProps) {
  const { direction, planId } = plan;
  const items = useMemo(() => inPlanOrder(plan.items), [plan.items]);
  const [leftOut, setLeftOut] = useState(() => leftOutAtFirst(plan.items));
  const [problem, setProblem] = useState<Problem>();
  const [isPending, run] = usePending();
  const leaveOut = useCallback((path: string, isOut: boolean) => {
    setLeftOut((before) => {
      const next = new Set(before);
      if (isOut) next.add(path);
      else next.delete(path);
      return next;
    });
  }, []);
  const chosenCount = items.length - leftOut.size;
  const conflictCount = items.filter(({ isConflict }) => isConflict).length;
  const removeCount = items.filter(({ action, path }) => action === 'remove' && !leftOut.has(path)).length;

  function start(): void {
    run(async () => {
      const result = await runSync(planId, [...leftOut]);
      if (result.ok) onRun(result.value.transferId);
      else setProblem(result.problem);
    });
  }
  useCommands(
    () => [{ id: 'sync.run', title: runLabel(direction, chosenCount), group: 'Sync', keys: ['Mod+Enter'], run: start }],
    isShown && chosenCount > 0,
  );

  if (items.length === 0) {
    return (
      <div className={styles['plan']}>
        <Remarks plan={plan} />
        <EmptyState title="Both sides are the same" actions={<Button onPress={onCompare}>Compare again</Button>}>
          {`Compared: ${plan.basis}.`}
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      <div className={styles['plan']}>
        <Remarks plan={plan} />
        {conflictCount > 0 && <Notice tone="warn" {...conflictWords(conflictCount, direction)} />}
        <div className={styles['choose']}>
          <Checkbox
            isOn={leftOut.size === 0}
            onChange={(isOn) => setLeftOut(isOn ? new Set() : new Set(items.map(({ path }) => path)))}
          >
            {`All ${countText(items.length)}`}
          </Checkbox>
          <span className={styles['basis']} title={plan.basis}>
            Compared: {plan.basis}.
          </span>
        </div>
        <SyncItems items={items} leftOut={leftOut} onLeaveOut={leaveOut} />
      </div>
      <div className={styles['foot']}>
        {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
        <p className={styles['totals']} role="status">
          {totalsText(items, leftOut)}
          {removeCount > 0 && `. What is removed ${targetWords(direction)} cannot be had back from there.`}
        </p>
        <Button variant="primary" isPending={isPending} isDisabled={chosenCount === 0} onPress={start}>
          {runLabel(direction, chosenCount)}
        </Button>
        <Button onPress={onCompare}>Compare again</Button>
      </div>
    </>
  );
}
