import type { Session } from '../../../main/contract/session.ts';
import { openToolTab } from '../../state/tool-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { AsideRow, AsideSection } from '../../ui/AsideSection.tsx';
import { Button } from '../../ui/Button.tsx';

const name = 'Understand the failure';

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
    <AsideSection title={session.failedStep === undefined ? name : undefined} label={name}>
      <AsideRow>
        <Button size="small" onPress={showSteps}>
          All steps…
        </Button>
        <Button size="small" onPress={compare}>
          Compare environments
        </Button>
      </AsideRow>
    </AsideSection>
  );
}
