import type { Bridge } from '../../main/contract/bridge.ts';
import type { CallInput, CallOutput } from '../../main/contract/calls.ts';
import type { CallName } from '../../main/contract/names.ts';
import type { Result } from '../../main/contract/problem.ts';

declare global {
  interface Window {
    jumpseat: Bridge;
  }
}

/** Calls main. Never rejects: a channel that broke is a problem like any other. */
export async function callMain<N extends CallName>(
  name: N,
  ...input: undefined extends CallInput<N> ? [] : [input: CallInput<N>]
): Promise<Result<CallOutput<N>>> {
  try {
    return await window.jumpseat.call(name, ...input);
  } catch (error) {
    return {
      ok: false,
      problem: {
        code: 'internal',
        message: 'The window could not reach the rest of Jumpseat.',
        hint: 'Close the window and open it again.',
        detail: String(error),
      },
    };
  }
}
