import type { Problem, ProblemCode } from '../../../contract/problem.ts';
import { problem } from '../../../lib/result.ts';

type Meaning = [code: ProblemCode, message: string, hint: string];

const RECONNECT = 'Reconnect when you want to go on.';
const FAILED_HINT = 'Reconnect. If it happens again, look into the machine’s event log.';
const PROGRAM_FAILED = 'A part of Windows that draws the screen failed on the machine.';

/** `errorInfo` of the Set Error Info PDU (MS-RDPBCGR 2.2.5.1.1). */
const meanings = new Map<number, Meaning>([
  [0x01, ['connection-lost', 'Somebody who looks after the machine ended this connection.', RECONNECT]],
  [0x03, ['connection-lost', 'Nothing was done for longer than the machine allows.', RECONNECT]],
  [0x04, ['connection-lost', 'The session has lasted as long as the machine allows.', RECONNECT]],
  [
    0x05,
    ['connection-lost', 'Somebody signed in to this session from elsewhere.', 'Reconnecting takes it back from there.'],
  ],
  [0x06, ['connection-lost', 'The machine has run out of memory.', 'End programs there, then reconnect.']],
  [0x07, ['sign-in-refused', 'The machine does not take connections now.', 'Ask whoever looks after it.']],
  [
    0x09,
    [
      'sign-in-refused',
      'This account may not sign in by remote desktop.',
      'Use another account, or add this one to the machine’s group of remote desktop users.',
    ],
  ],
  [0x0a, ['sign-in-refused', 'The machine wants the password again.', 'Sign in with the password typed anew.']],
  [0x0b, ['connection-lost', 'The connection was ended on the machine.', RECONNECT]],
  [0x0f, ['connection-lost', PROGRAM_FAILED, FAILED_HINT]],
  [0x10, ['connection-lost', PROGRAM_FAILED, FAILED_HINT]],
  [0x11, ['connection-lost', PROGRAM_FAILED, FAILED_HINT]],
  [0x12, ['connection-lost', PROGRAM_FAILED, FAILED_HINT]],
  [0x17, ['connection-lost', 'The sign-in of the machine failed.', FAILED_HINT]],
  [0x18, ['connection-lost', 'A part of Windows failed on the machine.', FAILED_HINT]],
  [0x19, ['connection-lost', 'The machine is shutting down.', 'It may be gone for good.']],
  [0x1a, ['connection-lost', 'The machine is restarting.', 'Reconnect in a minute or two.']],
]);

/** The person signed out, or an administrator signed them out: an end in good order. */
const signedOut = new Set([0x02, 0x0c]);

const licensing = { first: 0x100, last: 0x10a } as const;
const broker = { first: 0x400, last: 0x4ff } as const;
const protocol = { first: 0x10c9, last: 0x1199 } as const;

/** What the server's last words mean; undefined when all is in good order. */
export function explainErrorInfo(errorInfo: number, address: string): Problem | undefined {
  if (signedOut.has(errorInfo)) return undefined;
  const detail = `error info 0x${errorInfo.toString(16)}`;
  const [code, message, hint] = meanings.get(errorInfo) ?? explainRange(errorInfo);
  return problem(code, `${address} ended the session. ${message}`, hint, detail);
}

function explainRange(errorInfo: number): Meaning {
  const isIn = ({ first, last }: { first: number; last: number }): boolean => errorInfo >= first && errorInfo <= last;
  if (isIn(licensing))
    return [
      'not-supported',
      'It has no licence left for this connection.',
      'Whoever looks after the machine has to see to its remote desktop licences.',
    ];
  if (isIn(broker))
    return [
      'not-supported',
      'It belongs to a group of machines that gives out sessions.',
      'Open the screen in another program.',
    ];
  if (isIn(protocol)) return ['protocol-error', 'It did not understand the viewer.', 'Open it in another program.'];
  return ['connection-lost', 'It gave a reason that is not known here.', RECONNECT];
}
