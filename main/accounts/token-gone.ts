import type { Keychain } from '../contract/keychain.ts';
import type { Problem } from '../contract/problem.ts';
import { problem } from '../lib/result.ts';

/** Why an account has no token, and what to do about it. */
export function tokenGone(serviceName: string, { state, name, message, hint }: Keychain): Problem {
  if (state === 'locked') {
    return problem(
      'keychain-unavailable',
      `The token is in ${name}, which is locked.`,
      `Unlock ${name}, then check the account again.`,
      message,
    );
  }
  if (state !== 'available') {
    return problem(
      'keychain-unavailable',
      `The token cannot be read: ${name} is not there.`,
      `${hint ?? 'Start it and check the account again.'} Or paste the ${serviceName} token again.`,
      message,
    );
  }
  return problem(
    'token-refused',
    `The ${serviceName} token is not in ${name}.`,
    'It was kept for one run only, or somebody removed it. Paste it again.',
  );
}
