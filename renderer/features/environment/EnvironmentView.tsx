import { useState } from 'react';
import type { EnvironmentDifference } from '../../../main/contract/environment.ts';
import type { Session } from '../../../main/contract/session.ts';
import { copyText, openLink } from '../../state/app-actions.ts';
import { compareEnvironment } from '../../state/diagnosis-actions.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { ToolPage } from '../../ui/ToolPage.tsx';
import { Comparison } from './Comparison.tsx';
import { environmentMarkdown } from './environment-markdown.ts';
import styles from './Environment.module.css';

interface EnvironmentViewProps {
  session: Session;
  machine: number;
  isVisible: boolean;
}

/** What the build ran in beside what the machine has: what may explain that they end differently. */
export function EnvironmentView({ session, machine, isVisible }: EnvironmentViewProps) {
  const shown = session.machines.find(({ index }) => index === machine);
  const isReady = shown?.link === 'connected';
  return (
    <EnvironmentPage
      key={isReady ? 'ready' : 'waiting'}
      {...{ session, machine, isVisible, isReady }}
      name={session.machines.length > 1 && shown !== undefined ? shown.name : 'this machine'}
    />
  );
}

interface PageProps extends EnvironmentViewProps {
  isReady: boolean;
  name: string;
}

function EnvironmentPage({ session, machine, isVisible, isReady, name }: PageProps) {
  const [asked, setAsked] = useState(isVisible);
  // A tab that nobody has looked at yet asks nothing of the machine.
  if (isVisible && !asked) setAsked(true);
  return (
    <ToolPage label="Environment" region="environment" isVisible={isVisible}>
      <div className={styles['column']}>
        {asked && isReady ? (
          <Compared {...{ session, machine, isVisible, name }} />
        ) : (
          <Notice
            tone="off"
            role="status"
            message="The machine is not connected now."
            hint="Its environment is compared once it is."
          />
        )}
      </div>
    </ToolPage>
  );
}

function Compared({ session, machine, isVisible, name }: Omit<PageProps, 'isReady'>) {
  const about = `${session.id} ${machine}`;
  const { result, askAgain } = useAnswer<EnvironmentDifference>(about, () => compareEnvironment(session.id, machine));
  const copy = (): void => {
    if (result?.ok === true) void copyText(environmentMarkdown(result.value, session.title), 'The comparison');
  };
  useCommands(
    () => [
      { id: 'environment.again', title: 'Compare environments again', group: 'Environment', run: askAgain },
      ...(result?.ok === true
        ? [{ id: 'environment.copy', title: 'Copy the comparison as Markdown', group: 'Environment', run: copy }]
        : []),
    ],
    isVisible,
  );
  return (
    <>
      <header className={styles['head']}>
        <div>
          <h2>The build and {name}</h2>
          <p className={styles['remark']}>
            {result?.ok === true && `The build’s side is from ${result.value.source}. `}
            What may be secret is hidden on both sides.
          </p>
        </div>
        <div className={styles['buttons']}>
          {result?.ok === true && (
            <Button size="small" onPress={copy}>
              Copy as Markdown
            </Button>
          )}
          <Button size="small" variant="quiet" isDisabled={result === undefined} onPress={askAgain}>
            Refresh
          </Button>
        </div>
      </header>
      {result === undefined && <Skeleton label="Comparing the build and the machine" lines={8} />}
      {result?.ok === false && (
        <ProblemNotice problem={result.problem} role="status" onOpenLink={(url) => void openLink(url)}>
          <Button size="small" onPress={askAgain}>
            Try again
          </Button>
        </ProblemNotice>
      )}
      {result?.ok === true && <Comparison difference={result.value} />}
    </>
  );
}
