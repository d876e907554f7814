import type { Clock } from '../../lib/clock.ts';
import { sayDuration } from '../config/duration.ts';
import type { ProcessGroup } from './process-group.ts';
import type { StepLog } from './step-log.ts';
import { stateAfterStop, stopReason, type StopReason } from './stop-reason.ts';

export interface StepOutcome {
  state: 'passed' | 'failed' | 'cancelled' | 'interrupted';
  exitCode?: number | undefined;
}

interface Options {
  clock: Clock;
  log: StepLog;
  /** The step's own limit. */
  timeoutMs?: number | undefined;
  /** For the note when the build's limit is reached. */
  buildTimeoutMs: number;
  stop: AbortSignal;
}

/** Waits for a started step, or ends it for one of the reasons there are; says so in its log. */
export async function waitForStep(group: ProcessGroup, options: Options): Promise<StepOutcome> {
  const { clock, log, timeoutMs, stop } = options;
  const { promise: ended, resolve: end } = Promise.withResolvers<StopReason | 'step-timed-out'>();
  const onStop = (): void => end(stopReason(stop) ?? 'cancelled');
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  const cancelTimer = timeoutMs === undefined ? undefined : clock.after(timeoutMs, () => end('step-timed-out'));
  try {
    const winner = await Promise.race([group.exited, ended]);
    if (typeof winner !== 'string') {
      const { code, signal, startError } = winner;
      if (startError !== undefined) log.note(`The step's shell could not be started: ${startError}`);
      if (signal !== undefined) log.note(`Ended by signal ${signal}.`);
      return { state: code === 0 ? 'passed' : 'failed', exitCode: code };
    }
    const notes = {
      'step-timed-out': `This step was given ${sayDuration(timeoutMs ?? 0)} and was not done; ended.`,
      'timed-out': `The build was given ${sayDuration(options.buildTimeoutMs)} and was not done; ended.`,
      cancelled: 'This step was cancelled.',
      'session-ended': 'The session ended, and the build with it.',
      closing: 'Jumpseat was closed, and the build with it.',
    };
    await group.end();
    // What it said while it was ending belongs before our note.
    await group.exited;
    log.note(notes[winner]);
    return { state: winner === 'step-timed-out' ? 'failed' : stateAfterStop[winner] };
  } finally {
    cancelTimer?.();
    stop.removeEventListener('abort', onStop);
  }
}
