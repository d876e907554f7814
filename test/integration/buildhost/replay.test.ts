import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostedSession } from '../../../main/contract/buildhost-control.ts';
import type { ReplayStep } from '../../../main/contract/environment.ts';
import { compareEnvironment } from '../../../main/environment/compare-environment.ts';
import { runAllLine } from '../../../renderer/features/steps/run-all.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { createOpenSshClient, type OpenSshClient } from '../../fixtures/ssh/client.ts';
import { toolsMissing } from '../../fixtures/ssh/tools.ts';
import { Harness, keyIdentity } from '../connection/harness.ts';
import { get, makeRepository, startHost, temporaryFolder, type TestHost } from './test-host.ts';

const config = {
  env: { DEPLOY_TOKEN: 'not-to-be-shown', GREETING: "it's\ntwo lines" },
  steps: [
    { name: 'Set up', run: 'echo ready > state.txt' },
    { name: 'Say it', run: 'printf "%s\\n" "$GREETING"\nif [ -t 0 ] || [ -t 1 ]; then echo terminal; fi' },
    { name: 'Break', run: 'false | true\necho never', env: { ONLY_HERE: 'step' } },
    { name: 'After', run: 'cat state.txt' },
  ],
};

describeNeeding(toolsMissing('ssh', 'bash'), 'a session beside the build it repeats', () => {
  let temporary: ReturnType<typeof temporaryFolder>;
  let host: TestHost;
  let session: HostedSession;
  let client: OpenSshClient;
  let steps: ReplayStep[];
  const step = (name: string): ReplayStep => {
    const found = steps.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no step ${name}`);
    return found;
  };
  const typed = async (line: string | undefined) => {
    const { code, stdout } = await client.ssh(['machine', line ?? '']);
    return { code, output: stdout.toString('utf8') };
  };

  beforeAll(async () => {
    temporary = temporaryFolder();
    // Start-up files of whoever runs the tests would make differences of their own.
    const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: temporary.path, LANG: 'C.UTF-8' };
    host = await startHost(join(temporary.path, 'data'), { environment: () => Promise.resolve(environment) });
    const folder = join(temporary.path, 'shop');
    makeRepository(folder, { 'jumpseat.yml': JSON.stringify(config) });
    const buildId = await host.run(await host.addProject(folder));
    await host.finished(buildId);
    const { id } = await get(host.handlers['sessions.start']({ buildId }, []));
    await host.session(id, 'ready');
    session = await host.until(async () => {
      const last = await host.session(id, 'ready');
      return last.finishedAt === undefined ? undefined : last;
    });
    const [machine] = session.machines;
    if (machine === undefined) throw new Error('no machine');
    client = await createOpenSshClient(machine);
    ({ steps } = await get(host.handlers['sessions.replaySteps']({ sessionId: id }, [])));
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
    temporary[Symbol.dispose]();
  });

  it('differs in exactly what is there for the person who looks around', async () => {
    const [machine] = session.machines;
    if (machine === undefined) throw new Error('no machine');
    await using harness = new Harness();
    await harness.connect(machine, [keyIdentity('key', machine.privateKey)], machine.hostKey);
    const build = await get(host.handlers['sessions.buildEnvironment']({ sessionId: session.id, machine: 0 }, []));
    const here = await get(harness.client.call('readSurroundings', { machine: 0, isWindows: false }));
    const { variables, surroundings, tools, hints, source } = compareEnvironment(build, here, []);
    expect(source).toContain('Break');
    expect(variables.missing).toEqual([{ name: 'ONLY_HERE', build: 'step', isMasked: false }]);
    expect(variables.different.map(({ name }) => name)).toEqual(['PATH']);
    expect(variables.different[0]?.session).toMatch(/^1\. .*\/bin\nand \d+ that both have$/);
    expect(
      variables.onlyHere.map(({ name }) => name).filter((name) => !/^(?:JUMPSEAT_|BASH_|ENV$)/.test(name)),
    ).toEqual([]);
    expect(variables.sameCount).toBeGreaterThan(5);
    expect(JSON.stringify(variables)).not.toContain('not-to-be-shown');
    const unlike = surroundings.filter((row) => row.build !== row.session).map(({ name }) => name);
    expect(unlike).toEqual(['Shell', 'Interactive', 'Terminal']);
    expect(tools.filter((row) => row.build !== row.session)).toEqual([]);
    expect(tools.map(({ name }) => name)).toContain('git');
    expect(hints.join('\n')).toMatch(/interactive[\s\S]*-eo pipefail/);
  });

  it('runs any step as the build ran it: shell, variables, no terminal', async () => {
    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ['Checkout', 'passed'],
      ['Set up', 'passed'],
      ['Say it', 'passed'],
      ['Break', 'failed'],
      ['After', 'skipped'],
    ]);
    expect(step('Checkout').asBuilt).toBeUndefined();
    expect(await typed(step('Say it').asBuilt)).toEqual({ code: 0, output: "it's\ntwo lines\n" });
    expect(await typed(step('Break').asBuilt)).toEqual({ code: 1, output: '' });
  });

  it('runs any step in the shell of the terminal, which goes on where the build stopped', async () => {
    expect(step('Set up').interactive).toBe('echo ready > state.txt');
    expect(await typed(step('Break').interactive)).toEqual({ code: 0, output: 'never\n' });
    expect((await typed(`${step('Say it').interactive ?? ''}; echo "in $PWD"`)).output).toContain(
      "it's\ntwo lines\nin /",
    );
  });

  it('runs all steps up to one, and stops at the one that fails', async () => {
    const all = steps.flatMap(({ name, asBuilt }) => (asBuilt === undefined ? [] : [{ name, line: asBuilt }]));
    expect(await typed(runAllLine(all.slice(0, 2)))).toMatchObject({
      code: 0,
      output: expect.stringContaining('All 2 steps passed.'),
    });
    const { code, output } = await typed(runAllLine(all));
    expect(code).toBe(1);
    expect(output).toContain('Stopped. Step 3 of 4: Break failed with 1.');
    expect(output).not.toContain('Step 4 of 4');
  });
});
