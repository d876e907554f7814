import type { KeyType } from '../../fixtures/sshd.ts';
import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import { json } from '../lib/exchange.ts';
import { SimulatorServer } from '../lib/server.ts';
import { simulatorClock } from '../lib/simulator.ts';
import type { Simulator, SimulatorOptions } from '../lib/simulator.ts';
import type { Machine } from '../machine/machine.ts';
import { BuildMachines } from '../scripted-builds/build-machines.ts';
import type { ScriptFacts } from './access-script.ts';
import { addLegacyRoutes, usualScript } from './legacy-routes.ts';
import { v3Error } from './replies.ts';
import { layOut } from './scripted-world.ts';
import { addV3Routes, type Switches } from './v3-routes.ts';
import { addWebRoutes } from './web-routes.ts';
import { CodemagicWorld, type NewBuild, type SimulatedBuild } from './world.ts';

export interface CodemagicOptions extends SimulatorOptions {
  /** Machines that can be signed in to; where none can be had, addresses where nobody answers. */
  machines?: 'real' | 'none';
  /** How many builds there were before those that matter. 12 unless said otherwise. */
  olderBuilds?: number;
  /** Kind of the keys in the scripts: RSA for a person, as the service has it; quicker ones for tests. */
  keyType?: KeyType;
  /** Begins with nothing at all. */
  isEmpty?: boolean;
}

/** Requests that are left, of all in an hour. */
interface Allowance {
  perHour: number;
  used: number;
  startedAt: number;
}

export interface CodemagicSimulator extends Simulator {
  readonly world: CodemagicWorld;
  /** Tokens that are good; take one away to let it expire. */
  readonly tokens: Set<string>;
  readonly switches: Switches;
  readonly allowance: Allowance;
  /** The text of the scripts with keys, from now on. */
  script: (facts: ScriptFacts) => string;
  /** Somebody starts a build on the website, with the box ticked or not. */
  startOnWebsite(build: NewBuild): SimulatedBuild;
  /** The real machine of a build; waits until it is there. */
  machineOf(buildId: string): Promise<Machine | undefined>;
}

const TOKEN = 'codemagic-token-of-robin';
const HOUR_MS = 3_600_000;
const PASSWORD = 'aB2-x_9Q';

/** Codemagic on 127.0.0.1, after its published API v3 and what is known of the legacy one. */
export async function startCodemagic(options: CodemagicOptions = {}): Promise<CodemagicSimulator> {
  const clock = simulatorClock(options.clock);
  const world = new CodemagicWorld(clock);
  const tokens = new Set([TOKEN]);
  const switches: Switches = { isScriptUrlRelative: false, hasLegacy: true, hasRanges: true };
  const script = { current: usualScript };
  const allowance: Allowance = { perHour: 5000, used: 0, startedAt: clock.now() };
  const machines = new BuildMachines<SimulatedBuild>({
    clock,
    idOf: ({ id }) => id,
    endsAt: (build) => world.machineEndsAt(build),
  });

  const isReal = options.machines !== 'none';

  world.onNeedsMachine = (build) =>
    machines.provide(
      build,
      {
        isReal: isReal && !build.workflow.instanceType.startsWith('windows'),
        user: 'builder',
        name: `codemagic-${build.app.name}`,
        sources: 'clone',
        password: PASSWORD,
        keyType: options.keyType ?? (options.clock === 'real' ? 'rsa' : 'ed25519'),
      },
      () => world.connected(build),
    );
  world.onEndMoved = (build) => machines.planEnd(build);

  function authorize({ headers, path }: SimulatorRequest): SimulatorReply | undefined {
    if (clock.now() - allowance.startedAt >= HOUR_MS) Object.assign(allowance, { used: 0, startedAt: clock.now() });
    const isV3 = path.startsWith('/api/v3/');
    const token = headers['x-auth-token'];
    if (typeof token !== 'string' || !tokens.has(token)) {
      return isV3 ? v3Error(401, 'Invalid or missing API token') : json({ error: 'Unauthorized' }, 401);
    }
    if (allowance.used >= allowance.perHour) {
      return isV3 ? v3Error(429, 'Rate limit exceeded') : json({ error: 'Too many requests' }, 429);
    }
    allowance.used += 1;
    return undefined;
  }

  const server = await SimulatorServer.start({
    clock,
    service: 'codemagic',
    authorize,
    headers: () => ({
      date: new Date(clock.now()).toUTCString(),
      'ratelimit-limit': String(allowance.perHour),
      'ratelimit-remaining': String(Math.max(0, allowance.perHour - allowance.used)),
      'ratelimit-reset': String(Math.ceil((allowance.startedAt + HOUR_MS - clock.now()) / 1000)),
    }),
    notFound: v3Error(404, 'Not Found'),
  });
  addV3Routes({ server, world, switches });
  addLegacyRoutes({ server, world, switches, script });
  addWebRoutes(server, world);
  if (options.isEmpty !== true) layOut(world, options.olderBuilds ?? 12);
  await machines.settled();

  return {
    origin: server.origin,
    token: TOKEN,
    server,
    clock,
    world,
    tokens,
    switches,
    allowance,
    get script() {
      return script.current;
    },
    set script(next) {
      script.current = next;
    },
    startOnWebsite: (build) => world.start(build),
    machineOf: (buildId) => machines.of(buildId),
    async [Symbol.asyncDispose]() {
      await machines[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
