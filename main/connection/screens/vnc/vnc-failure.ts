import type { Problem, ProblemCode } from '../../../contract/problem.ts';
import { problem } from '../../../lib/result.ts';

/** Ends a sign-in from whatever depth it has come to; `run-vnc.ts` turns it into the screen's end. */
export class VncFailure extends Error {
  readonly problem: Problem;

  constructor(code: ProblemCode, message: string, hint?: string, detail?: string) {
    super(message);
    this.name = 'VncFailure';
    this.problem = problem(code, message, hint, detail);
  }

  static of({ code, message, hint, detail }: Problem): VncFailure {
    return new VncFailure(code, message, hint, detail);
  }
}

/** The server did what no VNC server does. `detail` says what, in terms of the protocol. */
export function protocolError(detail: string): VncFailure {
  return new VncFailure(
    'protocol-error',
    'The server of the screen does not keep to the VNC protocol.',
    'Something else may be listening there, or the server is broken. Check the port.',
    detail,
  );
}
