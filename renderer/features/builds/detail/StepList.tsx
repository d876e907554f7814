import { useState } from 'react';
import type { Step } from '../../../../main/contract/build.ts';
import { stepEntry, stepsByMachine, tellingStep } from '../../../state/steps.ts';
import { Dot } from '../../../ui/Dot.tsx';
import { FoldButton } from '../../../ui/FoldButton.tsx';
import { StatusList } from '../../../ui/StatusList.tsx';
import styles from './StepList.module.css';

interface StepListProps {
  steps: readonly Step[];
  selectedId: string | undefined;
  onSelect(stepId: string): void;
  onOpen?: (stepId: string) => void;
  /** With several machines, shows the steps of those that are opened: at first the one with the selected step. */
  isFolding?: boolean;
}

interface MachineProps extends StepListProps {
  machine: number;
}

function Machine({ machine, steps, isFolding = false, ...selection }: MachineProps) {
  const [choice, setChoice] = useState<boolean>();
  const name = `Machine ${machine + 1}`;
  const isOpen = !isFolding || (choice ?? steps.some(({ id }) => id === selection.selectedId));
  const entries = steps.map(stepEntry);
  const telling = entries.find(({ id }) => id === tellingStep(steps)?.id);
  return (
    <section>
      <h3 className={styles['machine']}>
        {isFolding ? (
          <FoldButton isOpen={isOpen} onPress={() => setChoice(!isOpen)}>
            {telling !== undefined && <Dot tone={telling.tone} label={telling.label} isBusy={telling.isBusy} />}
            {name}
          </FoldButton>
        ) : (
          name
        )}
      </h3>
      {isOpen && <StatusList label={`Steps of machine ${machine + 1}`} entries={entries} {...selection} />}
    </section>
  );
}

/** The steps of a build, by machine when there are several. */
export function StepList({ steps, isFolding = false, ...selection }: StepListProps) {
  const machines = stepsByMachine(steps);
  if (machines.length === 1)
    return <StatusList label="Steps" entries={(machines[0]?.steps ?? []).map(stepEntry)} {...selection} />;
  return (
    <div className={styles['machines']} data-folding={isFolding}>
      {machines.map(({ machine, steps: own }) => (
        <Machine key={machine} machine={machine} steps={own} isFolding={isFolding} {...selection} />
      ))}
    </div>
  );
}
