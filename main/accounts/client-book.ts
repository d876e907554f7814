import { z } from 'zod';
import type { Storage } from '../lib/storage.ts';
import type { RegisteredClients } from './browser-sign-in.ts';

const clientsSchema = z.record(
  z.string(),
  z.object({ clientId: z.string().min(1).max(300), port: z.number().int().min(1025).max(65_535) }),
);

/** Remembers the clients this app registered for signing in: ids, which are no secrets. */
export function openClientBook(storage: Storage): RegisteredClients {
  let clients = clientsSchema.safeParse(storage.get('signInClients')).data ?? {};
  return {
    get: (origin) => clients[origin],
    put(origin, client) {
      const others = Object.entries(clients).filter(([other]) => other !== origin);
      clients = Object.fromEntries(client === undefined ? others : [...others, [origin, client]]);
      return storage.set({ signInClients: clients });
    },
  };
}
