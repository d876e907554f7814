import { useEffect, useRef, useState } from 'react';
import type { Step } from '../../../../main/contract/build.ts';
import { openLogFeed, type LogFeed, type LogView } from './log-feed.ts';

interface LogOptions {
  tailBytes?: number;
  maxLines?: number;
}

/** True while the step may still write. */
function isOver({ state }: Step): boolean {
  return state !== 'pending' && state !== 'running';
}

/** The output of a step, kept up to date. Undefined until the first of it is there. */
export function useLog(
  buildId: string,
  step: Step | undefined,
  { tailBytes, maxLines }: LogOptions = {},
): { log: LogView | undefined; retry: () => void } {
  const [read, setRead] = useState<{ key: string; log: LogView }>();
  const feed = useRef<LogFeed>(undefined);
  const stepId = step?.id;
  const key = `${buildId}\n${stepId}`;

  useEffect(() => {
    if (stepId === undefined) return undefined;
    const opened = openLogFeed(
      {
        buildId,
        stepId,
        ...(tailBytes === undefined ? {} : { tailBytes }),
        ...(maxLines === undefined ? {} : { maxLines }),
      },
      (log) => setRead({ key: `${buildId}\n${stepId}`, log }),
    );
    feed.current = opened;
    return () => opened.close();
  }, [buildId, stepId, tailBytes, maxLines]);

  const logEnd = step?.logEnd ?? 0;
  const over = step !== undefined && isOver(step);
  useEffect(() => feed.current?.grew(logEnd, over), [logEnd, over]);

  return { log: read?.key === key ? read.log : undefined, retry: () => feed.current?.retry() };
}
