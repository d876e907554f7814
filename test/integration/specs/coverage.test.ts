import { beforeEach, describe, expect, test } from 'vitest';
import type { ServiceId } from '../../../main/contract/account.ts';
import type { Build } from '../../../main/contract/build.ts';
import { createHttpClients } from '../../../main/lib/http/create-http-client.ts';
import { createNodeTransport } from '../../../main/net/node-transport.ts';
import type { ProviderChange, ProviderSession } from '../../../main/providers/provider.ts';
import type { ServiceContext } from '../../../main/providers/service.ts';
import { services } from '../../../main/providers/services.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { stepUntil } from '../../simulators/lib/step-until.ts';
import { checkExchanges } from '../../simulators/specs/check-exchanges.ts';
import { specsMissing } from '../../simulators/specs/specs-folder.ts';
import { startServices, type SimulatedServices } from '../../simulators/start-services.ts';

/** What a person does at each service, by the operations that its schema has for it. */
const expected: Record<ServiceId, RegExp[]> = {
  circleci: [
    /GET \/api\/v2\/me$/,
    /GET \/api\/v2\/me\/collaborations$/,
    /POST \/api\/v2\/workflow\/\{id\}\/rerun$/,
    /GET \/api\/v2\/workflow\/\{id\}\/job$/,
    /POST \/api\/v2\/.*cancel$/,
  ],
  semaphore: [
    /GET \/api\/v1alpha\/jobs$/,
    /GET \/api\/v1alpha\/jobs\/\{job_id\}$/,
    /POST \/api\/v1alpha\/jobs\/\{job_id\}\/debug$/,
    /GET \/api\/v1alpha\/jobs\/\{job_id\}\/debug_ssh_key$/,
    /POST \/api\/v1alpha\/jobs\/\{job_id\}\/stop$/,
  ],
  codemagic: [
    /GET \/api\/v3\/user$/,
    /GET \/api\/v3\/teams\/\{team_id\}\/builds$/,
    /GET \/api\/v3\/builds\/\{build_id\}$/,
    /GET \/api\/v3\/builds\/\{build_id\}\/remote-access$/,
  ],
  bitrise: [
    /GET \/v0\.1\/me$/,
    /GET \/v0\.1\/builds$/,
    /GET \/v0\.1\/apps\/\{app-slug\}\/builds$/,
    /GET \/v0\.1\/apps\/\{app-slug\}\/builds\/\{build-slug\}$/,
    /POST \/v0\.1\/apps\/\{app-slug\}\/builds$/,
    /POST \/v0\.1\/apps\/\{app-slug\}\/builds\/\{build-slug\}\/abort$/,
  ],
};

/** Somebody starts the build again on the website, where the service insists on that. */
function startOnWebsite(failed: Build, { codemagic, bitrise }: SimulatedServices): void {
  const magic = codemagic.world.builds.find(({ id }) => failed.id.includes(id));
  const rise = bitrise.world.builds.find(({ slug }) => failed.id.includes(slug));
  if (magic !== undefined) {
    const { app, workflow, branch } = magic;
    codemagic.startOnWebsite({ app, workflow, branch, hasAccess: true });
  }
  if (rise !== undefined) bitrise.rebuildOnWebsite(rise);
}

describe('every exchange of a working day is as the services have published it', () => {
  beforeEach((context) => context.skip(specsMissing !== undefined, specsMissing));

  test.for(['circleci', 'semaphore', 'codemagic', 'bitrise'] as const)('%s', async (id) => {
    const clock = new SteppedClock();
    await using simulated = await startServices({ clock, machines: 'none', keys: ['ssh-ed25519 AAAAC3Nza robin'] });
    const { server, token, origin } = simulated[id];
    const service = services.get(id);
    if (service === undefined) throw new Error(`${id} is not a service`);
    const wait = <T>(condition: () => T) => stepUntil(clock, condition, { servers: [server] });
    /** A call of ours, while time goes on. */
    const during = async <T>(call: Promise<T>): Promise<T> => {
      const settled: { value: T }[] = [];
      void call.then((value) => settled.push({ value }));
      return wait(() => settled[0]).then((done) => done?.value ?? (undefined as T));
    };
    const context: ServiceContext = {
      account: { id: `${id}-specs000`, label: id, origin, login: 'robin', token: () => Promise.resolve(token) },
      createHttpClient: createHttpClients({
        transportFor: () => createNodeTransport({}),
        clock,
        random: () => 0.5,
        log: () => {},
        userAgent: 'Jumpseat/test',
      }),
      clock,
      pace: { current: 'active', onChange: () => () => {} },
      random: () => 0.5,
      log: () => {},
      publicKey: () => undefined,
    };
    const known = new Map<string, Build>();
    const sessions = new Map<string, ProviderSession>();
    const take = (change: ProviderChange): void => {
      if (change.kind === 'build' && change.build !== null) known.set(change.buildId, change.build);
      if (change.kind === 'session') sessions.set(change.session.id, change.session);
    };

    expect(await during(service.check(context))).toMatchObject({ ok: true });
    await using provider = service.create(context);
    await during(provider.start(take));
    const find = (): Build | undefined =>
      [...known.values()].find(
        ({ title, state, machine }) =>
          title.includes('Totals are rounded half up') && state === 'failed' && machine.os !== 'windows',
      );
    const failed = await wait(find);
    if (failed === undefined) throw new Error('no failed build');
    provider.watch?.([failed.id]);
    const detail = await during(provider.detail(failed.id));
    const step = detail.ok ? detail.value.steps.find(({ state }) => state === 'failed') : undefined;
    expect(await during(provider.readLog(failed.id, step?.id ?? '', {}))).toMatchObject({ ok: true });
    await during(Promise.resolve(provider.artifacts?.(failed.id)));
    await during(Promise.resolve(provider.loadMore?.()));
    const again = await during(provider.rebuild(failed.id));
    if (again.ok) {
      const { buildId } = again.value;
      // Some services do not find a build by its own address at once.
      const foundAt = clock.now() + 7_000;
      await wait(() => known.has(buildId) && clock.now() >= foundAt);
      const cancelled = await during(provider.cancel(buildId));
      if (!cancelled.ok) throw new Error(cancelled.problem.message);
    }
    const access = await during(provider.rebuildWithAccess(failed.id));
    if (!access.ok) throw new Error(access.problem.message);
    startOnWebsite(failed, simulated);
    const { id: sessionId } = access.value;
    await wait(() => {
      const session = sessions.get(sessionId);
      return session?.state === 'ready' || (id === 'bitrise' && session?.rebuildId !== undefined);
    });
    expect(await during(provider.endSession(sessionId))).toMatchObject({ ok: true });

    const verdict = checkExchanges(id, server.exchanges);
    expect(verdict.deviations).toEqual([]);
    const missed = expected[id].filter((operation) => ![...verdict.operations].some((name) => operation.test(name)));
    expect(missed).toEqual([]);
    console.log(
      `${id}: ${verdict.checked} exchanges with ${verdict.operations.size} published operations; no schema is published of ${[...verdict.unpublished].join(', ') || 'nothing else'}${[...verdict.known].map((reason) => `\n  known: ${reason}`).join('')}`,
    );
  });
});
