import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import { json, text } from '../lib/exchange.ts';
import { SimulatorServer } from '../lib/server.ts';
import { simulatorClock } from '../lib/simulator.ts';
import type { Simulator, SimulatorOptions } from '../lib/simulator.ts';
import { machineMissing } from '../machine/machine.ts';
import type { Machine } from '../machine/machine.ts';
import { addJobRoutes, type Refusals } from './job-routes.ts';
import { JobMachines } from './machines.ts';
import { addOtherRoutes, type Switches } from './other-routes.ts';
import { addPipelineRoutes } from './pipeline-routes.ts';
import { layOut } from './scripted-world.ts';
import type { PushScript } from './scripts.ts';
import { SemaphoreWorld, type SimulatedPipeline } from './world.ts';

export interface SemaphoreOptions extends SimulatorOptions {
  /** Machines that can be signed in to; where none can be had, addresses where nobody answers. */
  machines?: 'real' | 'none';
  /** How many pushes there were before those that matter; each has three jobs. 12 unless said otherwise. */
  olderPushes?: number;
  /** Begins with nothing at all. */
  isEmpty?: boolean;
}

/** What stands between everybody and the organisation. */
export type Gate = 'open' | 'no such organisation' | 'address not allowed';

export interface SemaphoreSimulator extends Simulator {
  readonly world: SemaphoreWorld;
  /** Tokens that are good; take one away to let it expire. */
  readonly tokens: Set<string>;
  readonly refusals: Refusals;
  readonly switches: Switches;
  gate: Gate;
  push(script: PushScript): Promise<SimulatedPipeline>;
  /** The real machine of a job. */
  machineOf(jobId: string): Machine | undefined;
}

const TOKEN = 'semaphore-token-of-robin';
const BLOCKED = `  You cannot access this organization from your current IP address (203.0.113.7) due to the security settings enabled by the organization administrator.
  Please contact the organization owner/administrator if you think this is a mistake or reach out to our support team.
`;

/** A Semaphore organisation on 127.0.0.1, after the published API and the published server. */
export async function startSemaphore(options: SemaphoreOptions = {}): Promise<SemaphoreSimulator> {
  const clock = simulatorClock(options.clock);
  const world = new SemaphoreWorld(clock);
  const machines = new JobMachines(world, (options.machines ?? 'real') === 'real' && machineMissing === undefined);
  const tokens = new Set([TOKEN]);
  const refusals: Refusals = {};
  const switches: Switches = { artifactsApi: true };
  let gate: Gate = 'open';

  function authorize({ headers }: SimulatorRequest): SimulatorReply | undefined {
    if (gate === 'no such organisation') return text('Not Found', 404);
    if (gate === 'address not allowed') return text(BLOCKED, 404);
    if (headers['user-agent']?.startsWith('SemaphoreCLI/') === true) {
      return json(
        { message: 'Call rejected because the client is outdated. To continue, upgrade Semaphore CLI.' },
        400,
      );
    }
    const [, token = ''] = (headers.authorization ?? '').split(' ');
    return tokens.has(token) ? undefined : text('Unauthorized', 401);
  }

  const server = await SimulatorServer.start({
    clock,
    service: 'semaphore',
    authorize,
    headers: () => ({ date: new Date(clock.now()).toUTCString() }),
    notFound: text('oops', 404),
  });
  addJobRoutes({ server, world, machines, refusals });
  addPipelineRoutes({ server, world, machines });
  addOtherRoutes({ server, world, switches });
  if (options.isEmpty !== true) layOut(world, options.olderPushes ?? 12);

  /** Jobs that can be entered while they run get their machine before they begin. */
  async function provideMachines(): Promise<void> {
    const waiting = world.jobs.filter(
      ({ script, address, isDebug }) => script.hasMachine === true && address === undefined && !isDebug,
    );
    await Promise.all(
      waiting.map(async (job) => {
        await machines.provide(job);
        machines.endWith(job);
      }),
    );
  }
  await provideMachines();

  return {
    origin: server.origin,
    token: TOKEN,
    server,
    clock,
    world,
    tokens,
    refusals,
    switches,
    get gate() {
      return gate;
    },
    set gate(next) {
      gate = next;
    },
    async push(script) {
      const pipeline = world.push(script);
      await provideMachines();
      return pipeline;
    },
    machineOf: (jobId) => {
      const job = world.jobs.find(({ id }) => id === jobId);
      return job === undefined ? undefined : machines.of(job);
    },
    async [Symbol.asyncDispose]() {
      await machines[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
