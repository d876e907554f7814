import { useState } from 'react';
import type { CallOutput } from '../../../main/contract/calls.ts';
import type { Problem } from '../../../main/contract/problem.ts';
import type { ApplyPlan, Salvage } from '../../../main/contract/salvage.ts';
import { openLink } from '../../state/app-actions.ts';
import { applySalvage } from '../../state/salvage-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { countOf, countText } from '../../ui/size/size-text.ts';
import { usePending } from '../../ui/use-pending.ts';
import { ApplyResult } from './ApplyResult.tsx';
import { ApplyWarnings } from './ApplyWarnings.tsx';
import { PlannedFiles } from './PlannedFiles.tsx';
import styles from './Apply.module.css';

interface ApplyPlanViewProps {
  plan: ApplyPlan;
  salvage: Salvage;
  onLook(choose: boolean): void;
}

/** "3 files change, 1 with conflicts; 2 are there already." */
function totalsText({ files, fileCount, commits }: ApplyPlan): string {
  const inState = (wanted: string): number => files.filter(({ state }) => state === wanted).length;
  const parts = [
    countOf(fileCount - inState('same') - inState('exists'), 'file changes', 'files change'),
    inState('conflict') === 0 ? undefined : `${countText(inState('conflict'))} of them with conflicts`,
    inState('exists') === 0 ? undefined : `${countOf(inState('exists'), 'stays', 'stay')} as in your clone`,
    inState('same') === 0 ? undefined : `${countOf(inState('same'), 'is', 'are')} there already`,
    commits === undefined
      ? undefined
      : `${countOf(commits.count, 'commit comes', 'commits come')} along as ${commits.ref}`,
  ];
  return `${parts.filter((part) => part !== undefined).join(', ')}. Nothing is committed.`;
}

/** What applying would do: all of it in sight before anything is done. */
export function ApplyPlanView({ plan, salvage, onLook }: ApplyPlanViewProps) {
  const [problem, setProblem] = useState<Problem>();
  const [result, setResult] = useState<CallOutput<'salvage.apply'>>();
  const [isPending, run] = usePending();
  const hasWork =
    plan.commits !== undefined || plan.files.some(({ state }) => state === 'clean' || state === 'conflict');
  const canApply = plan.problem === undefined && hasWork;

  function apply(): void {
    run(async () => {
      const outcome = await applySalvage(plan.planId);
      if (outcome.ok) setResult(outcome.value);
      else setProblem(outcome.problem);
    });
  }
  useCommands(
    () => [{ id: 'apply.run', title: 'Apply to this clone', group: 'My work', keys: ['Mod+Enter'], run: apply }],
    canApply && result === undefined,
  );

  if (result !== undefined) return <ApplyResult plan={plan} result={result} onLook={() => onLook(false)} />;
  if (plan.problem === undefined && !hasWork) {
    return (
      <EmptyState
        title="All of it is in this clone already"
        actions={<Button onPress={() => onLook(false)}>Look again</Button>}
      >
        There is nothing to apply.
      </EmptyState>
    );
  }
  return (
    <>
      <div className={styles['plan']}>
        {plan.problem !== undefined && (
          <ProblemNotice problem={plan.problem} role="note" onOpenLink={(url) => void openLink(url)} />
        )}
        <ApplyWarnings plan={plan} salvage={salvage} />
        {plan.files.length > 0 && <PlannedFiles files={plan.files} />}
        {plan.fileCount > plan.files.length && (
          <p className={styles['totals']}>{`The first ${countText(plan.files.length)} files are listed.`}</p>
        )}
      </div>
      <div className={styles['foot']}>
        {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
        <p className={styles['totals']} role="status">
          {totalsText(plan)}
        </p>
        <Button variant="primary" isPending={isPending} isDisabled={!canApply} onPress={apply}>
          Apply to this clone
        </Button>
        <Button onPress={() => onLook(false)}>Look again</Button>
      </div>
    </>
  );
}
