import type { Duplex } from 'node:stream';
import type { Clock } from '../../../lib/clock.ts';
import { watchServer } from './watch-server.ts';

/** Who went away first, or that the server is there but says nothing any more; `error` where the system says why. */
export interface CarryEnd {
  by: 'server' | 'viewer' | 'silence';
  error?: Error;
}

/** Carries bytes both ways, each at the pace of who takes them in, until one side is gone. */
export function carry(server: Duplex, viewer: Duplex, clock: Clock): Promise<CarryEnd> {
  return new Promise((resolve) => {
    const over = (end: CarryEnd): void => {
      stopWatching();
      server.unpipe(viewer);
      viewer.unpipe(server);
      resolve(end);
    };
    const stopWatching = watchServer(server, viewer, clock, () => over({ by: 'silence' }));
    server.on('error', (error: Error) => over({ by: 'server', error }));
    for (const event of ['end', 'close']) {
      server.once(event, () => over({ by: 'server' }));
      viewer.once(event, () => over({ by: 'viewer' }));
    }
    if (server.destroyed || server.readableEnded) return over({ by: 'server' });
    if (viewer.destroyed || viewer.readableEnded) return over({ by: 'viewer' });
    server.pipe(viewer, { end: false });
    viewer.pipe(server, { end: false });
  });
}
