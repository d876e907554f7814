import { expect, it } from 'vitest';
import type { Session } from '../../../main/contract/session.ts';
import { createEnvironments } from '../../../main/environment/environments.ts';
import { MASK } from '../../../main/environment/mask-values.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import type { Provider } from '../../../main/providers/provider.ts';
import { sampleSessions } from '../../fixtures/fake-main/sample-world.ts';

const place = { sessionId: 's1', machine: 0 };

function scene(change: Partial<Session> = {}, provider: Partial<Provider> = {}) {
  const { ready } = sampleSessions(0);
  const [machine] = ready.machines;
  const endpoint = {
    kind: 'ssh' as const,
    host: '127.0.0.1',
    port: 22,
    user: 'semaphore',
    shells: [{ name: 'Job shell', command: 'bash /tmp/ssh_jump_point' }],
  };
  const session: Session = {
    ...ready,
    buildId: 'b1',
    machines: machine === undefined ? [] : [{ ...machine, endpoints: [endpoint] }],
    ...change,
  };
  const asked: unknown[] = [];
  const environments = createEnvironments({
    truth: { get: (_area, id) => (id === 's1' ? (session as never) : undefined) },
    registry: { get: () => provider as Provider },
    machines: {
      reach: () =>
        ok({
          identity: { user: '', host: '', port: 22, hostKey: '' },
          name: '',
          isConnected: true,
          client: {
            call: (_name: string, input: unknown) => {
              asked.push(input);
              return Promise.resolve(
                ok({
                  through: 'terminal',
                  variables: ['NOTE=tok-of-the-app', 'CI=true'],
                  hasTerminal: true,
                  isInteractive: true,
                  facts: {},
                  tools: {},
                }),
              );
            },
          } as never,
        }),
    },
    secrets: () => Promise.resolve(['tok-of-the-app']),
  });
  return { environments, asked };
}

const build = ok({
  source: 'its log',
  unknowns: [],
  variables: { CI: 'true' },
  hidden: [],
  surroundings: {},
  tools: {},
});

it('asks the machine in the shell that its terminals run, and hides the tokens of the app', async () => {
  const { environments, asked } = scene({}, { buildEnvironment: () => Promise.resolve(build) });
  const compared = await environments.compare(place);
  expect(asked).toEqual([{ machine: 0, shell: 'bash /tmp/ssh_jump_point', isWindows: false }]);
  expect(compared).toMatchObject({
    ok: true,
    value: { variables: { onlyHere: [{ name: 'NOTE', session: MASK, isMasked: true }], sameCount: 1 } },
  });
});

it('says why there is nothing to compare or to run', async () => {
  const without = scene({ buildId: undefined });
  expect(await without.environments.compare(place)).toMatchObject({ problem: { code: 'not-supported' } });
  expect(await without.environments.replaySteps('s1')).toMatchObject({ problem: { code: 'not-supported' } });
  expect(await scene().environments.replaySteps('s1')).toMatchObject({ problem: { code: 'not-supported' } });
  expect(await scene().environments.replaySteps('gone')).toMatchObject({ problem: { code: 'not-found' } });
  const refused = scene({}, { buildEnvironment: () => Promise.resolve(fail('offline', 'No network.')) });
  expect(await refused.environments.compare(place)).toMatchObject({ problem: { code: 'offline' } });
});
