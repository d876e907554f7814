import type { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Result } from '../contract/problem.ts';
import { plainText } from '../lib/plain-text.ts';
import { describe, fail } from '../lib/result.ts';
import type { ForwardOptions } from './ssh-connection.ts';
import { ChannelSocket } from './ssh2-channel-socket.ts';
import { openChannel } from './ssh2-exec.ts';
import type { Link } from './ssh2-exec.ts';

/** Why a server does not open a channel (RFC 4254, section 5.1). */
const openFailure = { PROHIBITED: 1, CONNECT_FAILED: 2, UNKNOWN_TYPE: 3, RESOURCE_SHORTAGE: 4 } as const;

/** Connects from the machine to an address as it sees it, on a channel of its own (RFC 4254, section 7.2). */
export function openForward(
  link: Link,
  host: string,
  port: number,
  { allowHalfOpen = false }: ForwardOptions = {},
): Promise<Result<Duplex>> {
  return openChannel<ClientChannel, Duplex>(
    link,
    (done) => link.client.forwardOut('127.0.0.1', 0, host, port, done),
    (channel) => new ChannelSocket(channel, link.gone, allowHalfOpen),
    (channel) => channel.close(),
    (error) => explainForward(link.host, `${host}:${port}`, error),
  );
}

/** `reason`: as the server gave it. */
export function explainForward(
  machine: string,
  address: string,
  error: Error & { reason?: unknown },
): ReturnType<typeof fail> {
  const detail = plainText(describe(error));
  switch (error.reason) {
    case openFailure.PROHIBITED:
      return fail(
        'not-allowed',
        `The SSH server at ${machine} does not let connections through to ${address}.`,
        'On the machine, AllowTcpForwarding in sshd_config has to be "yes" or "local", and PermitOpen must not exclude the address.',
        detail,
      );
    case openFailure.CONNECT_FAILED:
      return fail(
        'connection-refused',
        `Nothing answers at ${address} on the machine.`,
        'Check the port, and whether the server runs.',
        detail,
      );
    case openFailure.UNKNOWN_TYPE:
      return fail(
        'not-supported',
        `The SSH server at ${machine} cannot pass connections on.`,
        'Use a terminal, or an SSH server that has TCP forwarding.',
        detail,
      );
    default:
      return fail(
        'busy',
        `The SSH server at ${machine} did not open another connection to ${address}.`,
        'It may allow only a few at once: close something and try again.',
        detail,
      );
  }
}
