import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that nobody listened on a moment ago. Another program may be quicker to take it. */
export async function findFreePort(host: string): Promise<number> {
  const listener = createServer();
  listener.listen(0, host);
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
