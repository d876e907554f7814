import type { ServiceId } from '../../../main/contract/account.ts';
import { createHttpClients } from '../../../main/lib/http/create-http-client.ts';
import type { Pace, PaceSource } from '../../../main/lib/pace.ts';
import { createNodeTransport } from '../../../main/net/node-transport.ts';
import { services } from '../../../main/providers/services.ts';
import type { Provider } from '../../../main/providers/provider.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { settle } from '../../simulators/lib/step-until.ts';
import { startServices } from '../../simulators/start-services.ts';

const HOUR_MS = 3_600_000;
/** The first lists are read in this time; what comes after is the rhythm. */
const START_MS = 300_000;

function steady(pace: Pace): PaceSource {
  return { current: pace, onChange: () => () => {} };
}

/** Requests of four accounts in one hour of stepped time, at the simulators' servers, by service. */
export async function requestsPerHour(pace: Pace): Promise<Map<ServiceId, number>> {
  const clock = new SteppedClock();
  await using simulated = await startServices({ clock, machines: 'none' });
  await using providers = new AsyncDisposableStack();
  const createHttpClient = createHttpClients({
    transportFor: () => createNodeTransport({}),
    clock,
    random: () => 0.5,
    log: () => {},
    userAgent: 'Jumpseat/bench',
  });
  for (const { id, simulator } of simulated.all) {
    const service = services.get(id);
    if (service === undefined) continue;
    const provider: Provider = service.create({
      account: {
        id: `${id}-bench0000`,
        label: id,
        origin: simulator.origin,
        login: 'robin',
        token: () => Promise.resolve(simulator.token),
      },
      createHttpClient,
      clock,
      pace: steady(pace),
      random: () => 0.5,
      log: () => {},
      publicKey: () => undefined,
    });
    providers.use(provider);
    void provider.start(() => {});
  }
  const servers = simulated.all.map(({ simulator }) => simulator.server);
  /** Goes from one moment at which something falls due to the next, and lets every exchange come to its end. */
  const pass = async (durationMs: number): Promise<void> => {
    const endMs = clock.now() + durationMs;
    while (clock.now() < endMs) {
      await settle(servers);
      await clock.advance(Math.min(endMs, Math.max(clock.nextAt ?? endMs, clock.now() + 1)) - clock.now());
    }
    await settle(servers);
  };
  await pass(START_MS);
  const before = servers.map(({ exchanges }) => exchanges.length);
  await pass(HOUR_MS);
  return new Map(
    simulated.all.map(({ id, simulator }, index) => [id, simulator.server.exchanges.length - (before[index] ?? 0)]),
  );
}
