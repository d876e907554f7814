import { app, session as electronSession } from 'electron';
import type { Clock } from '../lib/clock.ts';
import { createHttpClients } from '../lib/http/create-http-client.ts';
import type { CreateHttpClient } from '../lib/http/http-client.ts';
import type { Transport } from '../lib/http/transport.ts';
import { createChromiumTransport } from '../net/chromium-transport.ts';
import { createNodeTransport } from '../net/node-transport.ts';

export interface Network {
  /** @param caFile certificates of an installation's own; without one, what the system trusts */
  transportFor(caFile: string | undefined): Transport;
  createHttpClient: CreateHttpClient;
}

/** The way to the services, apart from the window's: nothing of it is kept on disk, nothing is sent along. */
export function createNetwork(clock: Clock, log: (line: string) => void): Network {
  const session = electronSession.fromPartition('services');
  const chromium = createChromiumTransport(() => session);
  const own = new Map<string, Transport>();

  function transportFor(caFile: string | undefined): Transport {
    if (caFile === undefined) return chromium;
    const known = own.get(caFile);
    const transport = known ?? createNodeTransport({ caFile, resolveProxy: (url) => session.resolveProxy(url) });
    own.set(caFile, transport);
    return transport;
  }

  const userAgent = `Jumpseat/${app.getVersion()}`;
  return {
    transportFor,
    createHttpClient: createHttpClients({ transportFor, clock, random: Math.random, log, userAgent }),
  };
}
