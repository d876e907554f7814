import type { Session } from '../../../main/contract/session.ts';
import { openToolTab } from '../../state/tool-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './StepsAside.module.css';

interface StepsAsideProps {
  session: Session;
  machine: number;
  isShown: boolean;
}

/** The ways to understand why the build failed; they stand below the step that failed, if there is one. */
export function StepsAside({ session, machine, isShown }: StepsAsideProps) {
  const hasBuild = session.buildId !== undefined;
  const showSteps = (): void => openToolTab(session.id, 'steps', machine);
  const compare = (): void => openToolTab(session.id, 'environment', machine);
  useCommands(() => {
    if (!hasBuild) return [];
    const group = `Session ${session.title}`;
    return [
      {
        id: 'steps.show',
        title: 'All steps of the build',
        group,
        keywords: 'replay run again step',
        run: showSteps,
      },
      {
        id: 'environment.show',
        title: 'Compare environments: build and machine',
        group,
        keywords: 'variables env difference path tools versions limits locale',
        run: compare,
      },
    ];
  }, isShown);
  if (!hasBuild) return null;
  return (
    <section className={styles['section']} aria-label="Understand the failure">
      {session.failedStep === undefined && <h2>Understand the failure</h2>}
      <div className={styles['row']}>
        <Button size="small" onPress={showSteps}>
          All steps…
        </Button>
        <Button size="small" onPress={compare}>
          Compare environments
        </Button>
      </div>
    </section>
  );
}
