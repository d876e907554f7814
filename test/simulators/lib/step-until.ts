import type { SteppedClock } from './clock.ts';
import type { SimulatorServer } from './server.ts';

interface Options {
  /** How much time passes at once; 1 s unless said otherwise. */
  stepMs?: number;
  /** How much time may pass in all; an hour unless said otherwise. */
  limitMs?: number;
  /** Servers whose exchanges are let finish between the steps. */
  servers?: readonly SimulatorServer[];
  /** Everything happens by this clock or in those exchanges; where no task falls due, real time is not waited for. */
  skipsIdle?: boolean;
}

/** Turns of the event loop in which nothing was under way before time goes on. */
const QUIET_TURNS = 12;
/** Real time in which an exchange must have come to its end; only a hung one takes longer. */
const HUNG_MS = 5000;

/**
 * Lets time pass until something is true. Between the steps every exchange under way comes to its end, however long that
 * takes in real time; so a poller on the same clock and the server it asks keep in step.
 */
export async function stepUntil<T>(
  clock: SteppedClock,
  condition: () => T | Promise<T>,
  { stepMs = 1000, limitMs = 3_600_000, servers = [], skipsIdle = false }: Options = {},
): Promise<T> {
  const endMs = clock.now() + limitMs;
  for (;;) {
    await settle(servers);
    for (let isIdle = true; isIdle;) {
      const value = await condition();
      if (value) return value;
      if (clock.now() >= endMs)
        throw new Error(`${condition.toString()} did not come true within ${limitMs} ms of its time`);
      isIdle = skipsIdle && clock.nextAt !== undefined && clock.nextAt > clock.now() + stepMs;
      await clock.advance(stepMs);
    }
  }
}

/** Waits until nothing is under way between this process and the servers. */
export async function settle(servers: readonly SimulatorServer[]): Promise<void> {
  const until = performance.now() + HUNG_MS;
  let seen = -1;
  for (let quiet = 0; quiet < QUIET_TURNS;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const count = servers.reduce((sum, server) => sum + server.exchanges.length, 0);
    const isQuiet = count === seen && servers.every((server) => server.busy === 0);
    seen = count;
    quiet = isQuiet ? quiet + 1 : 0;
    if (performance.now() > until) return;
  }
}
