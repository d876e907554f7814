import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderMachine, ProviderSession } from '../../../main/providers/provider.ts';
import { FAILING_OUTPUT } from '../../simulators/machine/project.ts';
import { machineMissing } from '../../simulators/machine/machine.ts';
import { startHarness, valueOf, type Harness } from '../../unit/providers/semaphore/harness.ts';
import { Harness as Connection, type WindowEnd } from '../connection/harness.ts';

function sshOf(machine: ProviderMachine | undefined) {
  const endpoint = machine?.endpoints[0];
  if (machine === undefined || endpoint?.kind !== 'ssh') throw new Error('no machine with SSH');
  return { endpoint, identities: machine.identities, shells: endpoint.shells ?? [] };
}

async function signIn(connection: Connection, session: ProviderSession): Promise<ReturnType<typeof sshOf>> {
  const ssh = sshOf(session.machines[0]);
  const link = await connection.connect(ssh.endpoint, ssh.identities);
  expect(link).toMatchObject({ state: 'connected', signedInWith: expect.stringContaining("the job's own key") });
  return ssh;
}

async function ready(harness: Harness, { id }: ProviderSession): Promise<ProviderSession> {
  await harness.until(() => harness.sessions.get(id)?.state === 'ready');
  const session = harness.sessions.get(id);
  if (session === undefined) throw new Error('the session is gone');
  return session;
}

async function run(window: WindowEnd, line: string, answer: RegExp): Promise<void> {
  window.type(`${line}\r`);
  await window.see(answer);
}

describe('from a failed job to a shell', () => {
  beforeEach((context) => context.skip(machineMissing !== undefined, machineMissing));

  it('signs in to the machine of a debug session, where the failed command fails again', async () => {
    await using harness = await startHarness({ machines: 'real' });
    const call = harness.provider.rebuildWithAccess(harness.build('Tests 2/2').id, { durationMs: 1_800_000 });
    const session = await ready(harness, valueOf(await harness.during(call)));
    await using connection = new Connection();
    const { shells } = await signIn(connection, session);

    const job = await connection.open('job', undefined, shells[0]?.command);
    await run(job, 'echo "in $SEMAPHORE_JOB_ENVIRONMENT as $(whoami)"', /in container as semaphore/);
    await run(job, session.failedStep?.replayLine ?? '', /FAIL tax is rounded half up: expected 60, got 59/);
    expect(FAILING_OUTPUT).toContain('FAIL tax is rounded half up');
    // The environment is that of where the job runs, not of the machine around it.
    const shell = shells[0]?.command;
    const here = valueOf(await connection.client.call('readSurroundings', { machine: 0, isWindows: false, shell }));
    expect(here.through).toBe('terminal');
    expect(here.variables).toContain('SEMAPHORE_JOB_ENVIRONMENT=container');
    const machine = await connection.open('machine', undefined, shells[1]?.command);
    await run(machine, 'echo "on [$SEMAPHORE_JOB_ENVIRONMENT]"', /on \[\]/);

    const ended = harness.provider.endSession(session.id);
    valueOf(await harness.during(ended));
    expect(await job.ended()).toMatchObject({ type: expect.stringMatching(/lost|exit/) });
    expect(harness.sessions.get(session.id)?.state).toBe('closed');
    const debugJob = harness.simulator.world.jobs.find(({ isDebug }) => isDebug);
    expect(harness.simulator.machineOf(debugJob?.id ?? '')?.isGone).toBe(true);
  });

  it('enters the machine of a running job and leaves it running', async () => {
    await using harness = await startHarness({ machines: 'real' });
    const attached = await harness.provider.attach?.(harness.build('Soak test').id);
    if (attached === undefined) throw new Error('cannot attach');
    const session = valueOf(attached);
    await using connection = new Connection();
    const { shells } = await signIn(connection, session);
    const window = await connection.open('job', undefined, shells[0]?.command);
    await run(window, 'cat ../machine-name', /semaphore-storefront/);
    valueOf(await harness.provider.endSession(session.id));
    await harness.settle();
    await run(window, 'echo still here', /still here\r\n/);
    expect(harness.build('Soak test').state).toBe('running');
  });
});
