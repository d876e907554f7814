import type { Problem } from '../../../contract/problem.ts';
import { problem } from '../../../lib/result.ts';

interface Meaning {
  message: string;
  hint: string;
}

const wrong: Meaning = {
  message: 'The name or the password is wrong.',
  hint: 'Check both. A domain goes before the name: ACME\\anna.',
};
const changePassword = 'Set a new one at the machine itself or through its service, then try again.';
const askOwner = 'Ask whoever looks after the machine.';

/** NTSTATUS values of a sign-in that was refused (MS-ERREF 2.3.1). */
const meanings = new Map<number, Meaning>([
  [0xc000_0064, wrong],
  [0xc000_006a, wrong],
  [0xc000_006d, wrong],
  [
    0xc000_006e,
    { message: 'This account may not sign in like this.', hint: 'Accounts without a password often may not. Set one.' },
  ],
  [0xc000_006f, { message: 'This account may not sign in at this time of day.', hint: askOwner }],
  [0xc000_0070, { message: 'This account may not sign in from this computer.', hint: askOwner }],
  [0xc000_0071, { message: 'The password has expired.', hint: changePassword }],
  [0xc000_0072, { message: 'This account is disabled.', hint: askOwner }],
  [0xc000_015b, { message: 'This account may not sign in by remote desktop.', hint: askOwner }],
  [0xc000_0193, { message: 'This account has expired.', hint: askOwner }],
  [0xc000_0224, { message: 'The password has to be changed before the first sign-in.', hint: changePassword }],
  [
    0xc000_0234,
    { message: 'This account is locked after too many wrong passwords.', hint: 'Wait a while, then try again.' },
  ],
  [
    0xc000_005e,
    { message: 'The machine found no domain controller to check the password with.', hint: 'Use a local account.' },
  ],
  [0xc000_018d, { message: 'The machine has lost the trust of its domain.', hint: 'Use a local account.' }],
]);

/** Why Windows refused the sign-in. */
export function explainLogonStatus(status: number, address: string): Problem {
  const { message, hint } = meanings.get(status) ?? { message: '', hint: wrong.hint };
  const detail = `NTSTATUS 0x${status.toString(16)}`;
  return problem('sign-in-refused', `${address} refused the sign-in. ${message}`.trim(), hint, detail);
}
