import type { Step } from '../../../../main/contract/build.ts';
import { Button } from '../../../ui/Button.tsx';
import { ConsoleView } from '../../../ui/console/ConsoleView.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { clockTime } from '../../../ui/time/time-text.ts';
import type { LogView } from './log-feed.ts';
import type { LogSearch } from './use-log-search.ts';
import styles from './StepLog.module.css';

interface LogBodyProps {
  step: Step;
  log: LogView | undefined;
  find: LogSearch;
  showTimestamps: boolean;
  isFollowing: boolean;
  onFollow(isFollowing: boolean): void;
  onRetry(): void;
}

function emptyText({ state }: Step): string {
  if (state === 'pending') return 'This step has not started yet';
  if (state === 'skipped') return 'This step was skipped';
  return state === 'running' ? 'No output so far' : 'This step printed nothing';
}

/** The lines of a step's output, or why there are none. */
export function LogBody({ step, log, find, showTimestamps, isFollowing, onFollow, onRetry }: LogBodyProps) {
  if (log?.status === 'failed' && log.problem !== undefined) {
    return (
      <EmptyState title={log.problem.message} actions={<Button onPress={onRetry}>Read again</Button>}>
        {log.problem.hint}
      </EmptyState>
    );
  }
  if (log === undefined || (log.text.lines.length === 0 && log.status === 'reading')) {
    return (
      <div className={styles['loading']}>
        <Skeleton label="Loading the output" lines={12} />
      </div>
    );
  }
  if (log.text.lines.length === 0) return <EmptyState title={emptyText(step)} />;
  return (
    <ConsoleView
      label={`Output of ${step.name}`}
      lines={log.text.lines}
      version={log.version}
      isFollowing={isFollowing}
      onFollow={onFollow}
      {...(showTimestamps ? { prefix: ({ at }) => clockTime(at) } : {})}
      matchesOf={find.matchesOf}
      focusLine={find.currentLine}
    />
  );
}
