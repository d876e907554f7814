import type { Problem, Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { unlessAborted } from '../move/aborted.ts';
import type { ExecChannel } from '../remote/exec-channel.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import { untilCut } from '../shell-files/read-pipe.ts';

const WINDOW_BYTES = 4 * 1024 * 1024;
/** A command that says nothing for so long is given up; packing a large repository takes its time. */
const SILENCE_MS = 180_000;
/** After its output has ended. */
const EXIT_MS = 10_000;
const ERROR_CHARACTERS = 4_096;

interface Streamed {
  machine: MachineFiles;
  clock: Clock;
  signal: AbortSignal;
  command: string;
  input?: string | Uint8Array;
  /** Takes what comes, piece by piece; a problem ends the command. */
  take(chunk: Buffer): Promise<Result<undefined>>;
}

/** Runs a command whose output is too much to be held, to its end. A code other than 0 is not a failure. */
export async function streamCommand({
  machine,
  clock,
  signal,
  command,
  input,
  take,
}: Streamed): Promise<Result<{ code: number | undefined; errors: string }>> {
  const opening = machine.exec(command, { windowBytes: WINDOW_BYTES });
  const opened = await unlessAborted(opening, signal, (late) => late.close());
  if (!opened.ok) return opened;
  const channel = opened.value;
  let fault: Problem | undefined;
  const breakOff = (): void => {
    channel.output.destroy();
    channel.close();
  };
  const errors = keepErrors(channel);
  let stopTimer = (): void => {};
  const wait = (limitMs: number): void => {
    stopTimer();
    stopTimer = clock.after(limitMs, () => {
      fault ??= fail('timed-out', 'A command on the machine does not come to an end.').problem;
      breakOff();
    });
  };
  signal.addEventListener('abort', breakOff, { once: true });
  machine.lost.addEventListener('abort', breakOff, { once: true });
  try {
    channel.input.on('error', () => {});
    channel.input.end(input ?? '');
    wait(SILENCE_MS);
    for await (const chunk of untilCut(channel.output)) {
      const taken = await take(chunk);
      if (!taken.ok) return taken;
      wait(SILENCE_MS);
    }
    wait(EXIT_MS);
    if (fault === undefined && !signal.aborted && !machine.lost.aborted)
      await Promise.race([channel.exit, aborted(signal), aborted(machine.lost)]);
    if (machine.lost.aborted) return { ok: false, problem: lostBecause(machine.lost) };
    if (signal.aborted) return fail('cancelled', 'This was stopped.');
    if (fault !== undefined) return { ok: false, problem: fault };
    const { code } = await channel.exit;
    return ok({ code, errors: plainText(errors(), ERROR_CHARACTERS) });
  } finally {
    stopTimer();
    signal.removeEventListener('abort', breakOff);
    machine.lost.removeEventListener('abort', breakOff);
    breakOff();
  }
}

/** Why the connection is gone. */
export function lostBecause(lost: AbortSignal): Problem {
  const reason: unknown = lost.reason;
  const isProblem = typeof reason === 'object' && reason !== null && 'code' in reason && 'message' in reason;
  return isProblem ? (reason as Problem) : fail('connection-lost', 'The connection to the machine was lost.').problem;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function keepErrors(channel: ExecChannel): () => string {
  let kept = Buffer.alloc(0);
  channel.errors.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-ERROR_CHARACTERS);
  });
  return () => kept.toString();
}
