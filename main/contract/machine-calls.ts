import { z } from 'zod';
import { environmentDifferenceSchema, replayStepsSchema } from './environment.ts';
import { forwardOrderSchema } from './forward.ts';

const nothing = z.undefined();
const session = z.object({ sessionId: z.string() });
const machine = session.extend({ machine: z.number().int().min(0) });
const forward = session.extend({ forwardId: z.string() });

/** Calls about a session's time and about its machines, beside terminals, files and screens. */
export const machineCalls = {
  /**
   * Keeps the machine longer, in the way that the session's `hold` names; `isOn` for those that are switched.
   * `not-supported`, `session-ended`, `limit-reached`, `no-right`, `offline`, `service-failed`
   */
  'sessions.hold': { input: session.extend({ isOn: z.boolean() }), output: nothing },
  /** The person is there: takes "you left this running" away. */
  'sessions.stay': { input: session, output: nothing },
  /** The steps of the build with what runs them again. `not-found`, `not-supported`, and what services answer */
  'sessions.replaySteps': { input: session, output: replayStepsSchema },
  /** Compares the build's environment with the machine's. `connection-lost`, `not-supported`, `not-found` */
  'sessions.compareEnvironment': { input: machine, output: environmentDifferenceSchema },
  /** Lists the machine's listening ports in the truth, again and again, until it is switched off. */
  'ports.watch': { input: machine.extend({ isOn: z.boolean() }), output: nothing },
  /**
   * A `remote` one is asked about in a dialog of the system. `connection-lost`, `already-exists` when the port is taken,
   * `not-allowed`, `limit-reached`, `cancelled`
   */
  'forwards.open': {
    input: machine.extend({ order: forwardOrderSchema }),
    output: z.object({ forwardId: z.string() }),
  },
  'forwards.close': { input: forward, output: nothing },
  /** Shows the address of a local forward, asks, and opens it in the browser. `not-found`, `not-supported` */
  'forwards.openInBrowser': { input: forward.extend({ scheme: z.enum(['http', 'https']) }), output: nothing },
} as const;
