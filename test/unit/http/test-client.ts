import { z } from 'zod';
import { createHttpClients } from '../../../main/lib/http/create-http-client.ts';
import type { Health, HttpClient, ServiceManners } from '../../../main/lib/http/http-client.ts';
import { createNodeTransport } from '../../../main/net/node-transport.ts';

const errorSchema = z.object({ message: z.string() });

interface TestClient extends HttpClient {
  health: Health[];
  /** Pauses that were asked for, in milliseconds. */
  pausesMs: number[];
  /** What is due after at most this many milliseconds happens at once; later moments do not come. */
  clock: { nowMs: number };
}

/** A client with real connections, whose short pauses pass at once. */
export function createTestClient(
  origin: string,
  { token = 'the-token', manners = {} }: { token?: string | undefined; manners?: Partial<ServiceManners> } = {},
): TestClient {
  const health: Health[] = [];
  const pausesMs: number[] = [];
  const clock = { nowMs: Date.UTC(2026, 0, 1) };
  const create = createHttpClients({
    transportFor: (caFile) => createNodeTransport({ caFile }),
    clock: {
      now: () => clock.nowMs,
      after(delayMs, task) {
        if (delayMs >= 30_000) return () => {};
        pausesMs.push(delayMs);
        const timer = setImmediate(task);
        return () => clearImmediate(timer);
      },
    },
    random: () => 0.5,
    log: () => {},
    userAgent: 'Jumpseat/0.0.0',
  });
  const client = create(
    {
      name: 'Example CI',
      baseUrl: origin,
      authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
      errorText: (body) => errorSchema.safeParse(body).data?.message,
      tokenPage: 'https://ci.example.com/tokens',
      ...manners,
    },
    { token: () => Promise.resolve(token === '' ? undefined : token), onHealth: (state) => health.push(state) },
  );
  return { ...client, health, pausesMs, clock };
}
