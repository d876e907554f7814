import { z } from 'zod';
import { calls, type CallOutput } from '../contract/calls.ts';
import type { CallName } from '../contract/names.ts';
import type { Result } from '../contract/problem.ts';
import { describe, fail } from '../lib/result.ts';

type Parsed<N extends CallName> = z.output<(typeof calls)[N]['input']>;
export type CallHandlers = {
  [N in CallName]: (input: Parsed<N>) => Result<CallOutput<N>> | Promise<Result<CallOutput<N>>>;
};

/** Parses one call and answers with an envelope; never throws, so nothing of ours leaks through Electron's own error text. */
export async function answerCall<N extends CallName>(
  name: N,
  input: unknown,
  handlers: CallHandlers,
  log: (line: string) => void,
): Promise<Result<CallOutput<N>>> {
  const parsed = calls[name].input.safeParse(input);
  if (!parsed.success) {
    log(`call ${name} refused: ${z.prettifyError(parsed.error)}`);
    return fail(
      'bad-request',
      'The window asked for something in a form that is not understood.',
      undefined,
      z.prettifyError(parsed.error),
    );
  }
  try {
    return await handlers[name](parsed.data as Parsed<N>);
  } catch (error) {
    log(`call ${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return fail(
      'internal',
      'Something went wrong inside Jumpseat.',
      'Try again; if it stays, report it with the log.',
      describe(error),
    );
  }
}
