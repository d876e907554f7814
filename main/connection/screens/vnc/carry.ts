import type { Duplex } from 'node:stream';

/** Who went away first; `error` where the system says why. */
export interface CarryEnd {
  by: 'server' | 'viewer';
  error?: Error;
}

/** Carries bytes both ways, each at the pace of who takes them in, until one side is gone. */
export function carry(server: Duplex, viewer: Duplex): Promise<CarryEnd> {
  return new Promise((resolve) => {
    const over = (by: CarryEnd['by']) => (): void => {
      server.unpipe(viewer);
      viewer.unpipe(server);
      resolve({ by });
    };
    server.on('error', (error: Error) => resolve({ by: 'server', error }));
    server.once('end', over('server')).once('close', over('server'));
    viewer.once('end', over('viewer')).once('close', over('viewer'));
    if (server.destroyed || server.readableEnded) return over('server')();
    if (viewer.destroyed || viewer.readableEnded) return over('viewer')();
    server.pipe(viewer, { end: false });
    viewer.pipe(server, { end: false });
  });
}
