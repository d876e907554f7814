import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Result } from '../../contract/problem.ts';
import { describe, fail, ok } from '../../lib/result.ts';

/** A port of this computer's loopback. */
export interface LoopbackListener {
  port: number;
  /** Connections that were made go on. */
  close(): void;
}

/**
 * Listens on 127.0.0.1, and on the same port of ::1 where that is free, as ssh does. Sockets come paused, so that nothing
 * is lost until they are read. `already-exists` when the port is taken, `not-allowed` when it is kept for administrators
 *
 * @param port 0 for one that the system picks
 */
export async function listenOnLoopback(
  port: number,
  onSocket: (socket: Socket) => void,
): Promise<Result<LoopbackListener>> {
  const first = await listen('127.0.0.1', port, onSocket);
  if (!(first instanceof Error)) {
    const picked = (first.address() as AddressInfo).port;
    const second = await listen('::1', picked, onSocket);
    const servers = second instanceof Error ? [first] : [first, second];
    return ok({ port: picked, close: () => servers.forEach((server) => server.close()) });
  }
  switch (first.code) {
    case 'EADDRINUSE':
      return fail(
        'already-exists',
        `Port ${port} of this computer is in use by another program.`,
        'Choose another port, or leave it empty for one that is free.',
      );
    case 'EACCES':
      return fail(
        'not-allowed',
        `Port ${port} of this computer is kept for administrators.`,
        'Choose a port from 1024 on, or leave it empty for one that is free.',
      );
    default:
      return fail(
        'not-allowed',
        `This computer does not let Jumpseat listen on port ${port}.`,
        'Choose another port.',
        describe(first),
      );
  }
}

async function listen(
  host: string,
  port: number,
  onSocket: (socket: Socket) => void,
): Promise<Server | NodeJS.ErrnoException> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, onSocket);
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    // No more files can be opened: who waits to connect waits on.
    server.on('error', () => {});
    return server;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
