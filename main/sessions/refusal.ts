import type { Account } from '../contract/account.ts';
import type { Problem } from '../contract/problem.ts';
import type { OwnKeys } from './session-keys.ts';

/** The page where CircleCI takes the public keys that open its machines. */
const CIRCLECI_KEYS_PAGE = 'https://app.circleci.com/settings/user/job-ssh-keys';

function quoteAll(labels: string[]): string {
  return labels.map((label) => `"${label}"`).join(', ');
}

/** What to do so that the service lets a key in, in one sentence. */
function registerHint(account: Account | undefined, key: string): string {
  if (account === undefined || account.provider === 'pasted') {
    return `Add the public part of ${key} to the machine, then connect again.`;
  }
  return (
    `Add the public part of ${key} to your account at ${account.label}, then rebuild with remote access: ` +
    'a machine that is running already does not learn of new keys.'
  );
}

function registerLink(account: Account | undefined): { link?: string } {
  return account?.provider === 'circleci' && account.host === undefined ? { link: CIRCLECI_KEYS_PAGE } : {};
}

interface Refused {
  /** The person's keys as they were offered. */
  own: OwnKeys;
  account: Account | undefined;
  /** The machine brought something to sign in with, which was refused too. */
  hasIdentities: boolean;
  /** What the machine takes, where it said so. */
  accepts?: readonly string[] | undefined;
}

/**
 * What a refused sign-in means where the person's own keys were offered: a password or passphrase is missing, there is
 * no key at all, or the service does not know any of them.
 */
export function explainOwnKeys(refusal: Problem, { own, account, hasIdentities, accepts }: Refused): Problem {
  if (refusal.code !== 'sign-in-refused') return refusal;
  if (accepts !== undefined && !accepts.includes('publickey')) {
    if (hasIdentities) return refusal;
    return {
      ...refusal,
      message: 'This machine takes no keys: it wants a password, and none was given.',
      hint: 'End this session. Then paste the address again with its password, or type the password into the form.',
    };
  }
  const detail = [refusal.hint, refusal.detail].filter((text) => text !== undefined).join('\n');
  const [locked] = own.locked;
  if (locked !== undefined) {
    const isOne = own.locked.length === 1;
    return {
      code: 'passphrase-needed',
      message: `The key ${quoteAll(own.locked.map(({ label }) => label))} could not be offered without ${isOne ? 'its' : 'their'} passphrase.`,
      hint: `Enter the passphrase of "${locked.label}"; Jumpseat then connects again.`,
      detail,
    };
  }
  if (own.identities.length === 0 && !hasIdentities) {
    return {
      code: 'key-not-registered',
      message: 'This machine wants an SSH key of yours, and Jumpseat knows none.',
      hint: `Make or import a key under Keys. ${registerHint(account, 'that key')}`,
      detail,
      ...registerLink(account),
    };
  }
  if (own.identities.length === 0 || account?.capabilities.ownKeys !== true || account.provider === 'pasted')
    return refusal;
  return {
    ...refusal,
    code: 'key-not-registered',
    hint: `${refusal.hint ?? ''} ${registerHint(account, 'one of your keys')}`.trim(),
    ...registerLink(account),
  };
}
