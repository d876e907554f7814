import { useState } from 'react';
import type { Problem } from '../../../../main/contract/problem.ts';
import type { ScreenStarter } from '../../../../main/contract/screen.ts';
import { openLink } from '../../../state/app-actions.ts';
import { startScreenServer } from '../../../state/screen-actions.ts';
import { Button } from '../../../ui/Button.tsx';
import { ProblemNotice } from '../../../ui/ProblemNotice.tsx';
import { shownText } from '../../../ui/text/shown-text.ts';
import { usePending } from '../../../ui/use-pending.ts';
import styles from './ScreenSearch.module.css';

interface StartersProps {
  sessionId: string;
  machine: number;
  starters: readonly ScreenStarter[];
  onOpened(screenId: string): void;
}

function Starter({
  sessionId,
  machine,
  starter,
  onOpened,
}: Omit<StartersProps, 'starters'> & { starter: ScreenStarter }) {
  const [isPending, run] = usePending();
  const [problem, setProblem] = useState<Problem>();
  const title = shownText(starter.title);
  return (
    <li className={styles['starter']}>
      <div className={styles['row']}>
        <span className={styles['what']}>{title}</span>
        <Button
          size="small"
          isPending={isPending}
          aria-label={`Start and open: ${title}`}
          onPress={() =>
            run(async () => {
              setProblem(undefined);
              const started = await startScreenServer(sessionId, machine, starter.id);
              if (started.ok) onOpened(started.value.screenId);
              else setProblem(started.problem);
            })
          }
        >
          {isPending ? 'Starting…' : 'Start and open'}
        </Button>
      </div>
      <pre className={styles['command']} tabIndex={0} role="region" aria-label={`Command: ${title}`}>
        {starter.command}
      </pre>
      {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
    </li>
  );
}

/** Commands that start a screen on the machine, to be read before they run. */
export function Starters({ starters, ...place }: StartersProps) {
  return (
    <section className={styles['section']} aria-label="Start a screen">
      <h2>Start one</h2>
      <p className={styles['remark']}>
        These lines run on the machine as you see them. The password is made for this session and goes another way.
      </p>
      <ul className={styles['starters']}>
        {starters.map((starter) => (
          <Starter key={starter.id} starter={starter} {...place} />
        ))}
      </ul>
    </section>
  );
}
