import { isOwnComputer } from '../lib/own-computer.ts';
import { problem } from '../lib/result.ts';
import type { ProviderSession } from '../providers/provider.ts';

/** No build runs on more machines; each is a connection of its own. */
export const MOST_MACHINES = 128;

/**
 * A session of a service elsewhere without what no such service can mean: this very computer as the machine. The person's
 * keys open it, and what is typed there would happen here. Nor more machines than can be.
 */
export function trustedMachines(said: ProviderSession, label: string): ProviderSession {
  const machines = said.machines.slice(0, MOST_MACHINES).map((machine) => ({
    ...machine,
    endpoints: machine.endpoints.filter(({ host }) => !isOwnComputer(host)),
  }));
  const isWhole = machines.every(({ endpoints }, index) => endpoints.length === said.machines[index]?.endpoints.length);
  if (isWhole) return { ...said, machines };
  const reason = problem(
    'service-failed',
    `${label} names this computer as the machine of the build, so nothing was connected.`,
    'End the session. If the machine really is here, paste its SSH command under Connect.',
  );
  return { ...said, machines: machines.filter(({ endpoints }) => endpoints.length > 0), problem: reason };
}
