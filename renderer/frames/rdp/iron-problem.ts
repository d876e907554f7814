import type { Problem } from '../../../main/contract/problem.ts';

/** IronErrorKind of 0.7.0, by its number. */
const kinds = [
  'general',
  'wrong-password',
  'logon-failure',
  'access-denied',
  'gateway',
  'proxy',
  'negotiation',
] as const;
type Kind = (typeof kinds)[number];

/** The parts of an IronError, a class that is not exported. */
interface IronError {
  kind(): number;
  backtrace(): string;
}

/** More says nothing more. */
const MAX_DETAIL_CHARACTERS = 400;

const isIronError = (error: unknown): error is IronError =>
  typeof error === 'object' &&
  error !== null &&
  'kind' in error &&
  typeof error.kind === 'function' &&
  'backtrace' in error &&
  typeof error.backtrace === 'function';

const explanations: Record<Kind, Omit<Problem, 'detail'>> = {
  general: { code: 'protocol-error', message: 'The machine sent what the viewer of RDP does not understand.' },
  'wrong-password': { code: 'sign-in-refused', message: 'The machine refuses the password.' },
  'logon-failure': { code: 'sign-in-refused', message: 'The machine refuses the user name or the password.' },
  'access-denied': {
    code: 'not-allowed',
    message: 'The machine does not let this user in over RDP.',
    hint: 'Put the user into the group of those who may sign in over Remote Desktop, or take another one.',
  },
  gateway: { code: 'connection-lost', message: 'The connection to the machine ended while it was being made.' },
  proxy: { code: 'connection-lost', message: 'The connection to the machine ended while it was being made.' },
  negotiation: { code: 'not-supported', message: 'The machine asks for a protection that the viewer does not have.' },
};

const endings = /not enough bytes(?! provided)|unexpected end of file|connection (?:closed|reset)/i;

/** What a rejection by IronRDP means. The connection process knows more and may say it better. */
export function explainIronError(error: unknown): Problem {
  if (!isIronError(error)) {
    return { code: 'internal', message: 'The viewer of RDP failed.', detail: clean(String(error)) };
  }
  const detail = clean(error.backtrace());
  const kind = kinds[error.kind()] ?? 'general';
  if (kind === 'general' && endings.test(detail)) {
    return { code: 'connection-lost', message: 'The machine ended the connection.', detail };
  }
  return { ...explanations[kind], detail };
}

/** The whole WebAssembly is gone after one of these. */
export function explainPanic(text: string): Problem {
  return {
    code: 'protocol-error',
    message: 'The viewer of RDP stopped: the machine sent what it cannot work with.',
    hint: 'Connect again. If it stops again, open the screen in another program.',
    detail: clean(text),
  };
}

/** One line, without the places in somebody's source code. */
function clean(text: string): string {
  return text
    .replaceAll(/\[[^\]]*\.rs:\d+(?::\d+)?\]\s*/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_DETAIL_CHARACTERS);
}
