import type { Build, Step } from '../../../../main/contract/build.ts';
import { useDetail } from '../../../state/areas.ts';
import { tellingStep } from '../../../state/steps.ts';
import { useCommands } from '../../../state/use-commands.ts';
import { closeLog, selectStep, useView } from '../../../state/view.ts';
import { Dot } from '../../../ui/Dot.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { BuildActions } from '../detail/BuildActions.tsx';
import { StepList } from '../detail/StepList.tsx';
import { buildLook } from '../../../state/looks.ts';
import { buildOrigin } from '../build-text.ts';
import { StepLog } from './StepLog.tsx';
import styles from './LogPage.module.css';

function neighbour(steps: readonly Step[], current: Step | undefined, by: 1 | -1): Step | undefined {
  const index = steps.findIndex(({ id }) => id === current?.id);
  return steps[index + by];
}

/** The whole output of a build, step by step. */
export function LogPage({ build }: { build: Build }) {
  const detail = useDetail(build.id);
  const chosenId = useView((view) => view.stepId);
  const steps = detail?.steps ?? [];
  const step = steps.find(({ id }) => id === chosenId) ?? tellingStep(steps);
  const { tone, label } = buildLook(build.state);

  useCommands(() => {
    const group = 'Log';
    const previous = neighbour(steps, step, -1);
    const next = neighbour(steps, step, 1);
    return [
      { id: 'log.close', title: 'Back to the builds', group, keys: ['Escape', 'Alt+ArrowLeft'], run: closeLog },
      ...(previous === undefined
        ? []
        : [
            {
              id: 'log.previousStep',
              title: 'Previous step',
              group,
              keys: ['Alt+ArrowUp'],
              run: () => selectStep(previous.id),
            },
          ]),
      ...(next === undefined
        ? []
        : [{ id: 'log.nextStep', title: 'Next step', group, keys: ['Alt+ArrowDown'], run: () => selectStep(next.id) }]),
    ];
  });

  return (
    <main className={styles['page']} aria-label="Build log" data-region="log">
      <PageHeader back={{ label: 'Back to the builds', onPress: closeLog }}>
        <Dot tone={tone} label={label} />
        <div className={styles['heading']}>
          <h1 className={styles['title']}>{build.title}</h1>
          <p className={styles['origin']}>{buildOrigin(build)}</p>
        </div>
        <BuildActions build={build} isLogOpen />
      </PageHeader>
      {detail === undefined ? (
        <div className={styles['loading']}>
          <Skeleton label="Loading the steps" lines={8} />
        </div>
      ) : (
        <div className={styles['split']}>
          <nav className={styles['steps']} aria-label="Steps" data-region="steps">
            <StepList steps={steps} selectedId={step?.id} onSelect={selectStep} />
          </nav>
          {step === undefined ? (
            <EmptyState title="This build has no steps">{detail.message}</EmptyState>
          ) : (
            <StepLog key={step.id} build={build} step={step} />
          )}
        </div>
      )}
    </main>
  );
}
