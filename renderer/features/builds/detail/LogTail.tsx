import { useLayoutEffect, useRef } from 'react';
import type { Step } from '../../../../main/contract/build.ts';
import { Button } from '../../../ui/Button.tsx';
import { ConsoleText } from '../../../ui/console/ConsoleText.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { useLog } from '../log/use-log.ts';
import styles from './LogTail.module.css';

/** Enough of the end to see why a step failed. */
const TAIL_BYTES = 16_384;
const TAIL_LINES = 200;

/** The end of a step's output; stays at the end while it grows. */
export function LogTail({ buildId, step }: { buildId: string; step: Step }) {
  const { log, retry } = useLog(buildId, step, { tailBytes: TAIL_BYTES, maxLines: TAIL_LINES });
  const box = useRef<HTMLPreElement>(null);
  const version = log?.version;

  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [version, step.id]);

  if (log?.problem !== undefined && log.status === 'failed') {
    return (
      <Notice tone="bad" message={log.problem.message} hint={log.problem.hint}>
        <Button size="small" onPress={retry}>
          Read again
        </Button>
      </Notice>
    );
  }
  const isEmpty = log !== undefined && log.text.lines.length === 0;
  return (
    <pre
      ref={box}
      className={styles['tail']}
      tabIndex={0}
      role="region"
      aria-label={`End of the output of ${step.name}`}
      aria-busy={log === undefined}
    >
      {isEmpty && <span className={styles['remark']}>{remarkFor(step)}</span>}
      {log?.text.lines.map((line, index) => (
        <div key={index} data-remark={line.isRemark}>
          <ConsoleText line={line} />
        </div>
      ))}
    </pre>
  );
}

function remarkFor({ state }: Step): string {
  if (state === 'pending') return 'This step has not started yet.';
  if (state === 'skipped') return 'This step was skipped.';
  return state === 'running' ? 'No output so far.' : 'This step printed nothing.';
}
