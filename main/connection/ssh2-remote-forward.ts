import type { TcpConnectionDetails } from 'ssh2';
import type { Result } from '../contract/problem.ts';
import { plainText } from '../lib/plain-text.ts';
import { describe, problem } from '../lib/result.ts';
import type { IncomingConnection, RemoteListener } from './ssh-connection.ts';
import { ChannelSocket } from './ssh2-channel-socket.ts';
import { openChannel } from './ssh2-exec.ts';
import type { Link } from './ssh2-exec.ts';

type Take = (incoming: IncomingConnection) => void;

/** Ports of the machine on which it listens for us (RFC 4254, section 7). */
export interface RemoteForwards {
  listen(host: string, port: number, onConnection: Take): Promise<Result<RemoteListener>>;
}

/** For one connection; nothing comes in but for ports that were asked for and not closed since. */
export function createRemoteForwards(link: Link): RemoteForwards {
  const { client, gone } = link;
  const takers = new Map<string, Take>();
  client.on('tcp connection', ({ destIP, destPort }: TcpConnectionDetails, accept, reject) => {
    const take = gone.aborted ? undefined : takers.get(`${destIP} ${destPort}`);
    if (take === undefined) return reject();
    take({
      accept: () => new ChannelSocket(accept(), gone, true),
      reject: () => {
        // Nobody is left to be told.
        if (!gone.aborted) reject();
      },
    });
  });

  function cancel(host: string, port: number): void {
    takers.delete(`${host} ${port}`);
    try {
      client.unforwardIn(host, port, () => {});
    } catch {
      // With the connection its ports are closed as well.
    }
  }

  return {
    listen: (host, port, onConnection) =>
      openChannel<number, RemoteListener>(
        link,
        (done) => client.forwardIn(host, port, done),
        (open) => {
          takers.set(`${host} ${open}`, onConnection);
          return { port: open, close: () => cancel(host, open) };
        },
        (open) => cancel(host, open),
        (error) => ({ ok: false, problem: explainListen(link.host, port, error) }),
      ),
  };
}

/** Servers do not tell why they listen nowhere. */
function explainListen(machine: string, port: number, error: Error): ReturnType<typeof problem> {
  return problem(
    'not-allowed',
    port === 0
      ? `The SSH server at ${machine} did not open a port on the machine.`
      : `The SSH server at ${machine} did not open port ${port} on the machine.`,
    `${port === 0 ? '' : 'The port may be in use there, or be kept for administrators (below 1024). '}AllowTcpForwarding in sshd_config has to be "yes" or "remote", and PermitListen must not exclude the port.`,
    plainText(describe(error)),
  );
}
