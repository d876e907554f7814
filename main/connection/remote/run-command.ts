import type { Problem, Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import type { CommandResult, ExecChannel, RunOptions } from './exec-channel.ts';

/** So much of the end of the error output is kept. */
const ERROR_BYTES = 4096;

/** Runs a command on a channel to its end, with limits on time and output. A code other than 0 is not a failure. */
export async function runCommand(
  open: () => Promise<Result<ExecChannel>>,
  clock: Clock,
  lost: AbortSignal,
  options: RunOptions,
): Promise<Result<CommandResult>> {
  if (options.signal?.aborted === true) return cancelled();
  const opened = await open();
  if (!opened.ok) return opened;
  return follow(opened.value, clock, lost, options);
}

function follow(
  channel: ExecChannel,
  clock: Clock,
  lost: AbortSignal,
  { input, maxBytes, timeoutMs, signal }: RunOptions,
): Promise<Result<CommandResult>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let errors = Buffer.alloc(0);
    const end = (result: Result<CommandResult>) => {
      cancelTimer();
      signal?.removeEventListener('abort', onAbort);
      lost.removeEventListener('abort', onLost);
      channel.close();
      resolve(result);
    };
    const onAbort = () => end(cancelled());
    const onLost = () => end({ ok: false, problem: lost.reason as Problem });
    const cancelTimer = clock.after(timeoutMs, () =>
      end(fail('timed-out', `A command on the machine took longer than ${Math.round(timeoutMs / 1000)} s.`)),
    );
    channel.output.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else end(fail('too-large', 'A command on the machine said more than expected.', 'Jumpseat stopped it.'));
    });
    channel.errors.on('data', (chunk: Buffer) => {
      errors = Buffer.concat([errors, chunk]).subarray(-ERROR_BYTES);
    });
    const atEnd = new Promise((done) => channel.output.once('close', done));
    void Promise.all([channel.exit, atEnd]).then(([{ code }]) => {
      if (lost.aborted) return onLost();
      end(ok({ output: Buffer.concat(chunks), errors: plainText(errors.toString(), ERROR_BYTES), code }));
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    lost.addEventListener('abort', onLost, { once: true });
    if (lost.aborted) return onLost();
    if (signal?.aborted === true) return onAbort();
    // A command that does not read to the end closes its input; its code tells whether that is right.
    channel.input.end(input ?? '');
  });
}

function cancelled(): { ok: false; problem: Problem } {
  return fail('cancelled', 'The command was stopped.');
}
