import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { buildSchema } from '../../../main/contract/build.ts';
import { readSshText } from '../../../main/providers/circleci/enable-ssh-text.ts';
import { factsOfRun, fromV11 } from '../../../main/providers/circleci/job-from-wire.ts';
import { runFromV11, runFromV3, toSteps } from '../../../main/providers/circleci/job-run.ts';
import { toBuild } from '../../../main/providers/circleci/job.ts';
import { buildDetailV11, buildsV11 } from '../../../main/providers/circleci/wire-v11.ts';
import { jobV3, runsV3 } from '../../../main/providers/circleci/wire-v3.ts';
import { specFile, specsMissing } from '../../simulators/specs/specs-folder.ts';

function sample(name: string): string {
  return readFileSync(specFile('circleci', 'examples', name), 'utf8');
}

function sampleJson(name: string): unknown {
  return JSON.parse(sample(name));
}

describe('recorded answers of CircleCI', () => {
  beforeEach((context) => context.skip(specsMissing !== undefined, specsMissing));

  test('a row of v1.1 becomes a row of the list', () => {
    const [row] = buildsV11.parse(sampleJson('v11-project-builds-2026.json')).rows;
    const job = row === undefined ? undefined : fromV11(row, 'robin');
    if (job === undefined) throw new Error('the row was left out');
    const build = toBuild('one', job);
    expect(buildSchema.safeParse(build).error).toBeUndefined();
    expect(build).toMatchObject({
      id: 'one/gh/CircleCI-Public/circleci-cli/51953',
      title: 'dry-run · Add circleci run compare',
      branch: 'proposal/compare-config',
      commit: '015931442ef425507ddaaec5d5b0cf3d15db87a6',
      author: 'Fernando',
      isMine: undefined,
      state: 'passed',
      startedAt: Date.parse('2026-10-02T15:56:28.443Z'),
    });
    expect(job).toMatchObject({
      jobId: '7124cb89-1b64-44a5-b67e-9e91e6e861bb',
      workflowId: '554add22-7ae2-44b9-a64b-db4335b0f291',
      isSshDisabled: false,
    });
  });

  test('a step of v1.1 becomes a step', () => {
    const [row] = sampleJson('v11-project-builds-2026.json') as object[];
    const detail = buildDetailV11.parse({ ...row, steps: [sampleJson('v11-step-action.json')] });
    const [step] = toSteps(runFromV11(detail), () => 0);
    expect(step).toMatchObject({
      id: '0.103',
      name: 'go test -v ./...',
      command: 'go test -v ./...',
      state: 'failed',
      exitCode: 2,
    });
  });

  test('a job and a run of v3', () => {
    const { data } = jobV3.parse(sampleJson('v3-job.wire.json'));
    const run = runFromV3({ slug: 'gh/acme/shop', number: 1 }, data);
    expect(run.state).toBe('passed');
    expect(toSteps(run, () => 0).map(({ id, name, state }) => [id, name, state])).toEqual([
      ['0.0', 'Spin up environment', 'passed'],
      ['0.103', 'task lint-yaml', 'passed'],
    ]);
    const { data: runs } = runsV3.parse({ data: [(sampleJson('v3-run.wire.json') as { data: unknown }).data] });
    expect(runs).toHaveLength(1);
    expect(runs.map(factsOfRun)).toMatchObject([
      { subject: 'Fix the widget', branch: 'main', author: 'ada', isMine: true },
    ]);
  });

  test.each([
    ['enable-ssh-proxy.txt', { host: 'ssh.circleci.com', port: 22, user: '057f0065-7e6d-4912-921b-50917ff046a3-0' }],
    [
      'enable-ssh-direct.txt',
      { host: '18.209.34.18', port: 64_537, maxMs: 7_200_000, hostKey: { algorithm: 'ssh-rsa' } },
    ],
    [
      'enable-ssh-windows.txt',
      {
        host: '35.226.214.52',
        port: 54_782,
        shells: [{ name: 'PowerShell' }, { name: 'Bash' }, { name: 'Command Prompt' }],
      },
    ],
  ])('what "Enable SSH" printed: %s', (name, expected) => {
    expect(readSshText(sample(name))).toMatchObject(expected);
  });
});
