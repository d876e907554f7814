import type { ReplaySteps } from '../../../main/contract/environment.ts';
import type { Session } from '../../../main/contract/session.ts';
import { openLink } from '../../state/app-actions.ts';
import { replaySteps } from '../../state/diagnosis-actions.ts';
import { isOver } from '../../state/session-states.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { useCommands } from '../../state/use-commands.ts';
import { runLine } from '../../tabs/tab-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { ToolPage } from '../../ui/ToolPage.tsx';
import { lineUpTo, ownSteps } from './step-lines.ts';
import { StepRow } from './StepRow.tsx';
import styles from './Steps.module.css';

interface StepsViewProps {
  session: Session;
  machine: number;
  isVisible: boolean;
}

function Traps({ traps }: { traps: readonly string[] }) {
  if (traps.length === 0) return null;
  return (
    <section className={styles['traps']} aria-label="Before you trust the outcome">
      <h3>Before you trust the outcome</h3>
      <ul>
        {traps.map((trap) => (
          <li key={trap}>{trap}</li>
        ))}
      </ul>
    </section>
  );
}

function StepList({ replay, session, machine }: { replay: ReplaySteps; session: Session; machine: number }) {
  const shown = session.machines.find(({ index }) => index === machine);
  const canRun = shown?.link === 'connected' && !isOver(session.state);
  const steps = ownSteps(replay.steps, machine);
  if (steps.length === 0) {
    return <EmptyState title="No steps">The service names no steps of this build for this machine.</EmptyState>;
  }
  return (
    <>
      {!canRun && <Notice tone="off" message="Steps can be run while the machine is connected." role="status" />}
      <ol className={styles['steps']} aria-label="Steps of the build">
        {steps.map((step) => (
          <StepRow
            key={step.position}
            step={step}
            upTo={step.asBuilt === undefined ? undefined : lineUpTo(steps, step.position, shown?.os ?? 'other')}
            canRun={canRun}
            startsOpen={step.state === 'failed'}
            onRun={(line) => void runLine(session, machine, line)}
          />
        ))}
      </ol>
    </>
  );
}

/** The steps of the build that the session repeats, to be run again on its machine. */
export function StepsView({ session, machine, isVisible }: StepsViewProps) {
  const { result, askAgain } = useAnswer(session.id, () => replaySteps(session.id));
  useCommands(
    () => [{ id: 'steps.again', title: 'Ask for the steps again', group: 'Steps', run: askAgain }],
    isVisible,
  );
  return (
    <ToolPage label="Steps" region="steps" isVisible={isVisible}>
      <div className={styles['column']}>
        <header className={styles['head']}>
          <div>
            <h2>Steps of the build</h2>
            <p className={styles['remark']}>
              “As the build” takes the build’s shell, folder and variables, and gives no input. “In this shell” types
              the command itself.
            </p>
          </div>
          <Button size="small" variant="quiet" isDisabled={result === undefined} onPress={askAgain}>
            Refresh
          </Button>
        </header>
        {result === undefined && <Skeleton label="Asking for the steps of the build" lines={6} />}
        {result?.ok === false && (
          <ProblemNotice problem={result.problem} role="status" onOpenLink={(url) => void openLink(url)}>
            <Button size="small" onPress={askAgain}>
              Try again
            </Button>
          </ProblemNotice>
        )}
        {result?.ok === true && (
          <>
            <Traps traps={result.value.traps} />
            <StepList replay={result.value} session={session} machine={machine} />
          </>
        )}
      </div>
    </ToolPage>
  );
}
