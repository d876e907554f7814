import type { ServiceId } from '../../main/contract/account.ts';
import { startBitrise, type BitriseSimulator } from './bitrise/start-bitrise.ts';
import { startCircleCi, type CircleCi } from './circleci/circle-ci.ts';
import { startCodemagic, type CodemagicSimulator } from './codemagic/start-codemagic.ts';
import { simulatorClock, type Simulator, type SimulatorOptions } from './lib/simulator.ts';
import { startSemaphore, type SemaphoreSimulator } from './semaphore/start-semaphore.ts';

export interface ServicesOptions extends SimulatorOptions {
  /** Lines of authorized_keys the person has registered at CircleCI. */
  keys?: readonly string[];
  /** Machines that can be signed in to; where none can be had, addresses where nobody answers. */
  machines?: 'real' | 'none';
}

/** All four services at once, on one clock. */
export interface SimulatedServices extends AsyncDisposable {
  circleci: CircleCi;
  semaphore: SemaphoreSimulator;
  codemagic: CodemagicSimulator;
  bitrise: BitriseSimulator;
  all: readonly { id: ServiceId; simulator: Simulator }[];
  /** What JUMPSEAT_SERVICES has to be for an app that shall find them. */
  environment: string;
}

/** An address of RFC 5737 that belongs to nobody. */
const NOWHERE = { host: '192.0.2.1', port: 22, sha256: `SHA256:${'A'.repeat(43)}` };

export async function startServices(options: ServicesOptions = {}): Promise<SimulatedServices> {
  const clock = simulatorClock(options.clock);
  const machines = options.machines ?? 'real';
  await using starting = new AsyncDisposableStack();
  const keys = options.keys ?? [];
  const circleci = starting.use(await startCircleCi({ clock, keys, machines: machines === 'real' ? 'real' : NOWHERE }));
  const semaphore = starting.use(await startSemaphore({ clock, machines }));
  const codemagic = starting.use(await startCodemagic({ clock, machines }));
  const bitrise = starting.use(await startBitrise({ clock, machines }));
  const running = starting.move();
  const all: SimulatedServices['all'] = [
    { id: 'circleci', simulator: circleci },
    { id: 'semaphore', simulator: semaphore },
    { id: 'codemagic', simulator: codemagic },
    { id: 'bitrise', simulator: bitrise },
  ];
  return {
    circleci,
    semaphore,
    codemagic,
    bitrise,
    all,
    environment: JSON.stringify(Object.fromEntries(all.map(({ id, simulator }) => [id, simulator.origin]))),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
