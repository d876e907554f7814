import type { Step } from '../../../../main/contract/build.ts';
import { stepEntry, stepsByMachine } from '../../../state/steps.ts';
import { StatusList } from '../../../ui/StatusList.tsx';
import styles from './StepList.module.css';

interface StepListProps {
  steps: readonly Step[];
  selectedId: string | undefined;
  onSelect(stepId: string): void;
  onOpen?: (stepId: string) => void;
}

/** The steps of a build, by machine when there are several. */
export function StepList({ steps, ...selection }: StepListProps) {
  const machines = stepsByMachine(steps);
  return (
    <div className={styles['machines']}>
      {machines.map(({ machine, steps: own }) => (
        <section key={machine}>
          {machines.length > 1 && <h3 className={styles['machine']}>Machine {machine + 1}</h3>}
          <StatusList
            label={machines.length > 1 ? `Steps of machine ${machine + 1}` : 'Steps'}
            entries={own.map(stepEntry)}
            {...selection}
          />
        </section>
      ))}
    </div>
  );
}
