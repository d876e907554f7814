import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import { untilCut } from '../shell-files/read-pipe.ts';
import { scriptCommand } from '../shell-files/shell-script.ts';
import { keepComplaint } from '../shell-files/write-pipe.ts';
import { connectionLost, type FileTask, stopped } from './file-task.ts';

/** Most output that is kept. */
const MAX_OUTPUT_BYTES = 65_536;

export interface LongCommandEnd {
  code: number;
  /** The beginning of what it wrote. */
  output: string;
  errors: string;
}

/**
 * Runs a script that may take hours and that ends when the task does: a machine does not end what runs on it when nobody
 * listens any more, so something there waits for the end of its input.
 *
 * @param script whose long commands start with `exec`: they are ended, their children are not
 * @param onOutput sees everything that it writes
 */
export async function runLong(
  task: FileTask,
  script: string,
  onOutput: (chunk: Buffer) => void = () => {},
): Promise<Result<LongCommandEnd>> {
  const watched = `exec 3<&0
{ ${script}
} </dev/null 3<&- & work=$!
{ cat <&3 >/dev/null; kill $work; } >/dev/null 2>&1 & watch=$!
exec 3<&-
wait $work; code=$?
kill $watch 2>/dev/null
exit $code`;
  const opened = await task.machine.exec(scriptCommand(watched));
  if (!opened.ok) return opened;
  const channel = opened.value;
  const errors = keepComplaint(channel);
  channel.input.on('error', () => {});
  const stop = () => channel.close();
  if (task.signal.aborted) stop();
  task.signal.addEventListener('abort', stop);
  const kept: Buffer[] = [];
  let keptBytes = 0;
  for await (const chunk of untilCut(channel.output)) {
    onOutput(chunk);
    if (keptBytes < MAX_OUTPUT_BYTES) kept.push(chunk);
    keptBytes += chunk.length;
  }
  const exit = await channel.exit;
  task.signal.removeEventListener('abort', stop);
  channel.close();
  if (task.signal.aborted) return stopped(task);
  if (exit.code === undefined) return connectionLost();
  return ok({ code: exit.code, output: Buffer.concat(kept).toString('utf8'), errors: errors() });
}
