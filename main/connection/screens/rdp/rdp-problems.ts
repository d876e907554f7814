import type { Problem } from '../../../contract/problem.ts';
import { problem } from '../../../lib/result.ts';
import { negotiationFailures } from './tpkt.ts';
import type { Confirm } from './tpkt.ts';

/** `selectedProtocol` of a server that wants RDP's own encryption. */
const STANDARD_SECURITY = 0;

const NO_RDP_HINT = 'What answers there may be something else than RDP. Check the port.';
const AGAIN_HINT = 'Try again in a moment.';
const PASSWORD_HINT = 'Check the name and the password. A domain goes before the name: ACME\\anna.';

/** All that can go wrong with RDP up to the first picture, for people. */
export const rdpProblems = {
  viewerFailed: (): Problem =>
    problem('internal', 'The viewer of the screen did not start.', 'Connect the screen again.'),

  noConfirm(why: 'malformed' | 'closed' | 'timed-out', address: string): Problem {
    switch (why) {
      case 'malformed':
        return problem('protocol-error', `What answers at ${address} is no RDP server.`, NO_RDP_HINT);
      case 'closed':
        return problem('connection-lost', `${address} closed the connection before RDP was set up.`, NO_RDP_HINT);
      case 'timed-out':
        return problem(
          'timed-out',
          `${address} took the connection, but did not answer.`,
          'Its server may be frozen or overloaded, or be something else than RDP.',
        );
    }
  },

  /** The server's answer to what the viewer offered is no agreement. */
  badConfirm(confirm: Confirm | undefined, address: string): Problem {
    if (confirm?.kind === 'refused') return refused(confirm.failureCode, address);
    const isOld = confirm?.kind === 'old' || confirm?.protocol === STANDARD_SECURITY;
    if (!isOld) return problem('protocol-error', `The RDP server at ${address} broke the protocol.`, NO_RDP_HINT);
    return problem(
      'not-supported',
      `The RDP server at ${address} offers no TLS, only RDP’s own encryption, which is not safe any more.`,
      'Allow TLS or network level authentication in its settings, or open the screen in another program.',
    );
  },

  silent: (address: string): Problem =>
    problem('timed-out', `${address} stopped to answer during the sign-in.`, 'It may be frozen. Try again.'),

  frozen: (address: string): Problem =>
    problem(
      'timed-out',
      `${address} does not answer any more.`,
      'It may be frozen, or the way to it broken. Reconnect: what runs on the machine goes on meanwhile.',
    ),

  /** CredSSP ended, and the server did not say why. */
  refusedWithoutReason: (address: string): Problem =>
    problem(
      'sign-in-refused',
      `${address} closed the connection during the sign-in.`,
      `Most often the name or the password is wrong. ${PASSWORD_HINT}`,
    ),

  denied: (address: string): Problem =>
    problem(
      'sign-in-refused',
      `This account may not sign in to ${address} by remote desktop.`,
      'Use another account, or add this one to the machine’s group of remote desktop users.',
    ),

  closedBeforeSignIn: (address: string): Problem =>
    problem('connection-lost', `${address} closed the connection before anybody signed in.`, AGAIN_HINT),

  closedAfterSignIn: (address: string): Problem =>
    problem(
      'sign-in-refused',
      `${address} closed the connection right after it got the name and the password.`,
      PASSWORD_HINT,
    ),

  lost: (address: string): Problem =>
    problem(
      'connection-lost',
      `The connection to ${address} was lost.`,
      'Reconnect: what runs on the machine goes on meanwhile.',
    ),

  redirected: (address: string): Problem =>
    problem(
      'not-supported',
      `${address} sends its users on to another machine, which cannot be followed here.`,
      'Connect to that machine itself, or open the screen in another program.',
    ),

  licence: (address: string, code: number): Problem =>
    problem(
      'not-supported',
      `${address} has no licence left for this connection.`,
      'Whoever looks after the machine has to see to its remote desktop licences.',
      `licensing error ${code}`,
    ),
} as const;

function refused(failureCode: number, address: string): Problem {
  const detail = `negotiation failure ${failureCode}`;
  switch (failureCode) {
    case negotiationFailures.NLA_REQUIRED:
      return problem(
        'not-supported',
        `${address} wants network level authentication, which was not offered.`,
        'Connect the screen again, or allow connections without it in the machine’s settings.',
        detail,
      );
    case negotiationFailures.TLS_NOT_ALLOWED:
    case negotiationFailures.NO_CERTIFICATE:
      return problem(
        'not-supported',
        `${address} allows no TLS, or has no certificate for it.`,
        'Allow TLS or network level authentication in its settings, or open the screen in another program.',
        detail,
      );
    case negotiationFailures.CLIENT_CERTIFICATE_REQUIRED:
      return problem(
        'not-supported',
        `${address} wants a smart card or certificate of the person, which cannot be shown here.`,
        'Open the screen in another program.',
        detail,
      );
    default:
      return problem(
        'not-supported',
        `${address} and the viewer have no way of encryption in common.`,
        'Open the screen in another program.',
        detail,
      );
  }
}
