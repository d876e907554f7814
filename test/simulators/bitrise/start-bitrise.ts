import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import { SimulatorServer } from '../lib/server.ts';
import { simulatorClock } from '../lib/simulator.ts';
import type { Simulator, SimulatorOptions } from '../lib/simulator.ts';
import type { Machine } from '../machine/machine.ts';
import { BuildMachines } from '../scripted-builds/build-machines.ts';
import { addBuildRoutes, type Switches } from './build-routes.ts';
import { addLogRoutes } from './log-routes.ts';
import { problem } from './replies.ts';
import { layOut } from './scripted-world.ts';
import { addWebRoutes, pageTexts, rebuildWithAccess, type PageTexts } from './web-routes.ts';
import { BitriseWorld, type SimulatedBuild } from './world.ts';

export interface BitriseOptions extends SimulatorOptions {
  /** Machines that can be signed in to; where none can be had, addresses where nobody answers. */
  machines?: 'real' | 'none';
  /** How many builds there were before those that matter. 12 unless said otherwise. */
  olderBuilds?: number;
  /** Begins with nothing at all. */
  isEmpty?: boolean;
}

/** Requests are refused until this moment; the service says so with `Retry-After` or without. */
interface Limit {
  until: number;
  tellsHowLong: boolean;
}

export interface BitriseSimulator extends Simulator {
  readonly world: BitriseWorld;
  /** Tokens that are good; take one away to let it expire. */
  readonly tokens: Set<string>;
  readonly switches: Switches;
  limit: Limit | undefined;
  /**
   * Somebody presses "Rebuild with remote access" on the website.
   * @param isHidden the new build is one that this token does not see
   */
  rebuildOnWebsite(build: SimulatedBuild, isHidden?: boolean): SimulatedBuild;
  /** What the page of a build shows to be copied; undefined while there is nothing. */
  textsOf(build: SimulatedBuild): PageTexts | undefined;
  /** The real machine of a build; waits until it is there. */
  machineOf(buildSlug: string): Promise<Machine | undefined>;
}

const TOKEN = 'bitrise-token-of-robin';
const PASSWORD = 'pX3-w_7kQz';

/** Bitrise on 127.0.0.1, after its published CI API v0.1 and what is known of the rest. */
export async function startBitrise(options: BitriseOptions = {}): Promise<BitriseSimulator> {
  const clock = simulatorClock(options.clock);
  const world = new BitriseWorld(clock);
  const tokens = new Set([TOKEN]);
  const switches: Switches = {
    isWorkspaceToken: false,
    hasGlobalList: true,
    hasSummary: true,
    hasBoxes: true,
    hiddenForMs: 6_000,
  };
  const machines = new BuildMachines<SimulatedBuild>({
    clock,
    idOf: ({ slug }) => slug,
    endsAt: (build) => world.machineEndsAt(build),
  });
  let limit: Limit | undefined;

  world.onNeedsMachine = (build) =>
    machines.provide(build, {
      isReal: options.machines !== 'none',
      user: 'vagrant',
      name: `bitrise-${build.app.title}`,
      sources: 'git',
      password: PASSWORD,
    });
  world.onEndMoved = (build) => machines.planEnd(build);

  function authorize({ headers }: SimulatorRequest): SimulatorReply | undefined {
    const token = (headers.authorization ?? '').replace(/^token /, '');
    if (!tokens.has(token)) return problem(401, 'Unauthorized');
    if (limit === undefined || clock.now() >= limit.until) return undefined;
    const seconds = Math.ceil((limit.until - clock.now()) / 1000);
    return {
      ...problem(429, 'Too Many Requests'),
      headers: limit.tellsHowLong ? { 'retry-after': String(seconds) } : {},
    };
  }

  const server = await SimulatorServer.start({
    clock,
    service: 'bitrise',
    authorize,
    headers: () => ({ date: new Date(clock.now()).toUTCString() }),
    notFound: problem(404, 'Not Found'),
  });
  addBuildRoutes({ server, world, switches });
  addLogRoutes({ server, world, switches });
  addWebRoutes(server, world);
  if (options.isEmpty !== true) layOut(world, options.olderBuilds ?? 12);

  return {
    origin: server.origin,
    token: TOKEN,
    server,
    clock,
    world,
    tokens,
    switches,
    get limit() {
      return limit;
    },
    set limit(next) {
      limit = next;
    },
    rebuildOnWebsite: (build, isHidden) => rebuildWithAccess(world, build, isHidden),
    textsOf: (build) => pageTexts(world, build),
    machineOf: (buildSlug) => machines.of(buildSlug),
    async [Symbol.asyncDispose]() {
      await machines[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
