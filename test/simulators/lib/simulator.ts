import { RealClock, SteppedClock } from './clock.ts';
import type { SimulatorClock } from './clock.ts';
import type { SimulatorServer } from './server.ts';

/** A simulated service: a server with a state of its own, on a clock of its own. */
export interface Simulator extends AsyncDisposable {
  /** What stands in the place of "https://circleci.com". */
  readonly origin: string;
  /** A token that is good. */
  readonly token: string;
  readonly server: SimulatorServer;
  readonly clock: SimulatorClock;
}

/** What every `start…` function takes. */
export interface SimulatorOptions {
  /** `stepped` unless said otherwise; or a clock that is shared with the code under test. */
  clock?: 'stepped' | 'real' | SimulatorClock;
}

export function simulatorClock(choice: SimulatorOptions['clock'] = 'stepped'): SimulatorClock {
  if (choice === 'stepped') return new SteppedClock();
  return choice === 'real' ? new RealClock() : choice;
}
