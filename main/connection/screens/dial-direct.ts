import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Result } from '../../contract/problem.ts';
import { isOwnComputer } from '../../lib/own-computer.ts';
import { fail, ok } from '../../lib/result.ts';

/** Until the server has accepted; systems give up after minutes only. */
const CONNECT_LIMIT_MS = 15_000;

interface Address {
  host: string;
  port: number;
  /** For messages: "10.0.0.7:5900". */
  address: string;
  /** Nothing is said to this computer itself, to which a name of a service may lead as well. */
  isElsewhere: boolean;
  signal: AbortSignal;
}

/**
 * Connects to a screen's server. `connection-refused`, `timed-out`, `not-found` (the name), `not-allowed`, `cancelled`
 * @returns the socket, and how long a round trip took, in milliseconds
 */
export function dialDirect(to: Address): Promise<Result<{ stream: Socket; latencyMs: number }>> {
  const { host, port, address, signal } = to;
  if (signal.aborted) return Promise.resolve(fail('cancelled', 'The connection was given up.'));
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    let startedAt = performance.now();
    const giveUp = (result: Result<never>): void => {
      signal.removeEventListener('abort', onAbort);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
      resolve(result);
    };
    const onAbort = (): void => giveUp(fail('cancelled', 'The connection was given up.'));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.setTimeout(CONNECT_LIMIT_MS, () =>
      giveUp(
        fail(
          'timed-out',
          `Nothing answers at ${address}.`,
          'The machine may not be ready yet, or a firewall is in between. Try again, or open the screen through SSH.',
        ),
      ),
    );
    socket.once('lookup', () => (startedAt = performance.now()));
    socket.once('error', (error: NodeJS.ErrnoException) => giveUp(explain(error, address)));
    socket.once('connect', () => {
      if (to.isElsewhere && isOwnComputer(socket.remoteAddress ?? '')) {
        const message = `${host} leads to this computer, where no machine of the service can be.`;
        return giveUp(fail('not-allowed', message, 'Nothing was sent. End the session.'));
      }
      signal.removeEventListener('abort', onAbort);
      socket.removeAllListeners('error');
      // Whoever reads from it learns of its end; nobody may be reading yet.
      socket.on('error', () => {});
      socket.setTimeout(0);
      resolve(ok({ stream: socket, latencyMs: performance.now() - startedAt }));
    });
  });
}

function explain(error: NodeJS.ErrnoException, address: string): Result<never> {
  switch (error.code) {
    case 'ECONNREFUSED':
      return fail(
        'connection-refused',
        `No screen is served at ${address}.`,
        'Its server may not be running yet, or listens elsewhere. Check the port, and try again.',
        error.message,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail('not-found', `The name in ${address} leads nowhere.`, 'Check the address.', error.message);
    case 'ETIMEDOUT':
      return fail('timed-out', `Nothing answers at ${address}.`, 'Try again in a moment.', error.message);
    default:
      return fail('connection-refused', `${address} cannot be reached.`, 'Check the network.', error.message);
  }
}
