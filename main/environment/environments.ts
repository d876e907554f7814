import type { EnvironmentDifference, ReplaySteps } from '../contract/environment.ts';
import type { Result } from '../contract/problem.ts';
import type { Session } from '../contract/session.ts';
import type { TruthStore } from '../ipc/truth.ts';
import { fail, ok } from '../lib/result.ts';
import type { Provider } from '../providers/provider.ts';
import type { Registry } from '../providers/registry.ts';
import type { MachinePlace, SessionMachines } from '../sessions/session-machines.ts';
import { compareEnvironment } from './compare-environment.ts';

interface Options {
  truth: Pick<TruthStore, 'get'>;
  registry: Pick<Registry, 'get'>;
  machines: Pick<SessionMachines, 'reach'>;
  /** What the app knows to be secret: tokens, passwords. */
  secrets(): Promise<string[]>;
}

/** Compares sessions with the builds they repeat, and says how steps of these are run again. */
export interface Environments {
  /** `not-found`, `not-supported`, and what services answer */
  replaySteps(sessionId: string): Promise<Result<ReplaySteps>>;
  /** `not-found`, `not-supported`, `connection-lost`, `timed-out`, and what services answer */
  compare(place: MachinePlace): Promise<Result<EnvironmentDifference>>;
}

const noBuild = fail(
  'not-supported',
  'This session repeats no build, so there is nothing to compare its machine with.',
  'Rebuild a build with remote access.',
);

export function createEnvironments({ truth, registry, machines, secrets }: Options): Environments {
  function providerOf(sessionId: string): Result<{ session: Session; provider: Provider }> {
    const session = truth.get('sessions', sessionId);
    const provider = session === undefined ? undefined : registry.get(session.accountId);
    if (session === undefined || provider === undefined)
      return fail('not-found', 'This session is not in the list any more.');
    return ok({ session, provider });
  }

  return {
    async replaySteps(sessionId) {
      const found = providerOf(sessionId);
      if (!found.ok) return found;
      const { session, provider } = found.value;
      if (session.buildId === undefined)
        return fail(
          'not-supported',
          'This session repeats no build, so it has no steps.',
          'Rebuild a build with remote access.',
        );
      const steps = await provider.replaySteps?.({ sessionId, buildId: session.buildId });
      return steps ?? fail('not-supported', 'The service of this session does not say which steps its build had.');
    },
    async compare(place) {
      const found = providerOf(place.sessionId);
      if (!found.ok) return found;
      const { session, provider } = found.value;
      if (session.buildId === undefined) return noBuild;
      const reached = machines.reach(place);
      if (!reached.ok) return reached;
      const machine = session.machines.find(({ index }) => index === place.machine);
      const shells = machine?.endpoints.find((endpoint) => endpoint.kind === 'ssh')?.shells ?? [];
      const [build, here] = await Promise.all([
        provider.buildEnvironment?.({ sessionId: session.id, buildId: session.buildId }, place.machine),
        reached.value.client.call('readSurroundings', {
          machine: place.machine,
          shell: shells[0]?.command || undefined,
          isWindows: machine?.os === 'windows',
        }),
      ]);
      if (build === undefined)
        return fail('not-supported', 'The service of this session does not say what its build ran in.');
      if (!build.ok) return build;
      if (!here.ok) return here;
      return ok(compareEnvironment(build.value, here.value, await secrets()));
    },
  };
}
