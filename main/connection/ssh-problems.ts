import type { Problem } from '../contract/problem.ts';
import type { HostKey, SshEndpoint } from '../contract/session.ts';
import { problem } from '../lib/result.ts';
import type { SeenHostKey } from './ssh-connection.ts';

/** How far an attempt to connect had come when it failed. */
export type Stage = 'reaching' | 'greeting' | 'signing-in' | 'connected';

/** Error codes of the operating system, grouped by what a person can do about them. */
const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL']);
const nameless = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);

function addressOf({ host, port }: SshEndpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What a failure of the transport means for a person. */
export function explainFailure(endpoint: SshEndpoint, stage: Stage, error: Error & { code?: unknown }): Problem {
  const at = addressOf(endpoint);
  const code = typeof error.code === 'string' ? error.code : '';
  const detail = code === '' || error.message.includes(code) ? error.message : `${code}: ${error.message}`;
  const isTimeout = code === 'ETIMEDOUT' || /timed? ?out/i.test(error.message);
  if (stage === 'connected') {
    const message = isTimeout ? `The machine at ${at} stopped answering.` : `The connection to ${at} was lost.`;
    return problem('connection-lost', message, 'Jumpseat keeps trying to get it back.', detail);
  }
  if (code === 'ECONNREFUSED')
    return problem(
      'connection-refused',
      `Nothing answers SSH at ${at}.`,
      'The machine may still be starting, or it is gone already. Try again in a moment.',
      detail,
    );
  if (nameless.has(code))
    return problem(
      'connection-refused',
      `The name ${endpoint.host} could not be found.`,
      'Check your network connection and the name, then try again.',
      detail,
    );
  if (unreachable.has(code))
    return problem(
      'connection-refused',
      `There is no way to ${at} from this network.`,
      'Check your network connection and VPN, then try again.',
      detail,
    );
  if (isTimeout)
    return problem(
      'timed-out',
      `The machine at ${at} did not answer in time.`,
      'A firewall may be in between, or the machine is gone. Try again.',
      detail,
    );
  if (/no matching/i.test(error.message))
    return problem(
      'not-supported',
      `The machine at ${at} and Jumpseat have no way of encryption in common.`,
      "Its SSH server may be very old, or allow only methods that Jumpseat's SSH engine does not have.",
      detail,
    );
  if (stage === 'reaching' || stage === 'greeting')
    return problem(
      'connection-lost',
      `The machine at ${at} closed the connection before SSH was set up.`,
      'Something other than SSH may be listening there, or the machine is just starting. Try again in a moment.',
      detail,
    );
  return problem(
    'connection-lost',
    `The machine at ${at} closed the connection during sign-in.`,
    'It may have run out of patience or be shutting down. Try again.',
    detail,
  );
}

/** The server took none of the identities. `notes` says for each what became of it. */
export function explainRefusal(endpoint: SshEndpoint, notes: readonly string[], detail?: string): Problem {
  const offered = notes.length === 0 ? 'nothing, since there is no key and no password' : notes.join('; ');
  return problem(
    'sign-in-refused',
    `The machine at ${addressOf(endpoint)} refused to sign in ${endpoint.user}.`,
    `Offered: ${offered}.`,
    detail,
  );
}

/** The machine showed another host key than the pinned one. */
export function explainHostKey(endpoint: SshEndpoint, expected: HostKey | undefined, seen: SeenHostKey): Problem {
  return problem(
    'host-key-changed',
    `The machine at ${addressOf(endpoint)} is not the one it should be: its host key is different.`,
    'Jumpseat did not connect, since somebody may be in between. End the session and start a new one.',
    `expected ${expected?.algorithm} ${expected?.sha256}, got ${seen.algorithm} ${seen.sha256}`,
  );
}
