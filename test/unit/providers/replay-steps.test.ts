import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../../main/contract/build.ts';
import { replayStepsSchema } from '../../../main/contract/environment.ts';
import { buildEnvironment as bitriseEnvironment } from '../../../main/providers/bitrise/build-environment.ts';
import { replaySteps as bitriseSteps } from '../../../main/providers/bitrise/replay-steps.ts';
import { buildSchema as bitriseBuild } from '../../../main/providers/bitrise/wire.ts';
import { readEnvironmentLog, readImage } from '../../../main/providers/circleci/environment-log.ts';
import { replaySteps as circleSteps } from '../../../main/providers/circleci/replay-steps.ts';
import { buildEnvironment as codemagicEnvironment } from '../../../main/providers/codemagic/build-environment.ts';
import { replaySteps as codemagicSteps } from '../../../main/providers/codemagic/replay-steps.ts';
import { buildSchema as codemagicBuild } from '../../../main/providers/codemagic/wire.ts';
import { exportedNames } from '../../../main/providers/semaphore/build-environment.ts';
import { replaySteps as semaphoreSteps } from '../../../main/providers/semaphore/replay-steps.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'replay-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What a line prints when somebody types it into a terminal in the home folder. */
function typed(line: string | undefined, environment: Record<string, string> = {}) {
  expect(line).not.toMatch(/\p{Cc}/u);
  const { stdout, status } = spawnSync('/bin/bash', ['--norc', '-c', `${line ?? 'exit 99'}; echo "status $?"`], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, ...environment },
    encoding: 'utf8',
  });
  return { output: stdout, status };
}

const step = (command: string | undefined, state: Step['state'] = 'passed'): Step => ({
  id: 'a',
  machine: 0,
  position: 0,
  name: 'Test',
  command,
  state,
  logEnd: 0,
});

describe('CircleCI', () => {
  const run = (command: string) =>
    circleSteps(
      {
        state: 'failed',
        source: 'v3',
        startedAt: undefined,
        finishedAt: undefined,
        steps: [
          {
            execution: 1,
            num: 101,
            name: 'Test',
            type: 'run',
            command,
            state: 'failed',
            exitCode: 1,
            startedAt: undefined,
            finishedAt: undefined,
          },
        ],
      },
      '~/repo',
    );

  it('runs a step with its shell, what earlier steps exported, and nobody who answers', () => {
    const file = join(home, 'exported');
    spawnSync('/bin/sh', ['-c', `mkdir -p ${home}/repo; echo 'export FROM_EARLIER=yes' >${file}`]);
    const replay = run(
      '#!/bin/bash -eo pipefail\necho "$FROM_EARLIER in $PWD"\nread -r x || echo "no answer"\nfalse | true\necho on\n',
    );
    expect(replayStepsSchema.safeParse(replay).error).toBeUndefined();
    expect(replay.steps[0]).toMatchObject({ machine: 1, position: 0, state: 'failed' });
    expect(typed(replay.steps[0]?.asBuilt, { BASH_ENV: file }).output).toBe(
      `yes in ${home}/repo\nno answer\nstatus 1\n`,
    );
    // The terminal's shell goes on where the job stopped: the trap that is told on top of the list.
    expect(typed(`cd ${home}; ${replay.steps[0]?.interactive ?? ''}`).output).toContain('on\nstatus 0');
    expect(replay.traps[0]).toContain('interactive login shell');
  });

  it('reads the variables of the log, and which were hidden', () => {
    const log = readEnvironmentLog(
      'Using build environment variables:\r\n  CI=true\r\n  CIRCLE_COMPARE_URL=\r\n  CIRCLE_WORKING_DIRECTORY=~/repo\r\n\r\nUsing environment variables from project settings and/or contexts:\r\n  TOKEN=**REDACTED**\r\n\r\nThe redacted variables listed above will be masked in run step output.',
    );
    expect(log).toEqual({
      variables: { CI: 'true', CIRCLE_COMPARE_URL: '', CIRCLE_WORKING_DIRECTORY: '~/repo' },
      hidden: ['TOKEN'],
    });
    expect(readImage('Starting container cimg/node:lts\n  using image cimg/node@sha256:6f\n')).toBe(
      'cimg/node@sha256:6f',
    );
  });
});

describe('Semaphore', () => {
  it('runs commands in the terminal’s own shell, with the sources that a debug machine lacks', () => {
    const job = { commands: ['checkout', 'export A=1', 'for i in 1 2; do\n  echo "$i!"\ndone'] };
    const replay = semaphoreSteps(
      { steps: [step('checkout'), ...job.commands.slice(1).map((line) => step(line))] },
      job,
    );
    expect(replay.steps[0]?.asBuilt).toBe('checkout');
    expect(replay.steps[1]?.interactive).toBe('export A=1');
    expect(replay.steps[1]?.asBuilt).toContain('$SEMAPHORE_GIT_DIR');
    expect(typed(replay.steps[2]?.interactive).output).toBe('1!\n2!\nstatus 0\n');
    expect(typed(replay.steps[2]?.asBuilt, { SEMAPHORE_GIT_DIR: '.' }).output).toBe('1!\n2!\nstatus 0\n');
  });

  it('knows names of variables from the log of the job', () => {
    const output = (text: string) => ({ event: 'cmd_output', output: text });
    expect(exportedNames([output('Exporting CI\n'), output('Exporting A_SECRET\nnot this one\n')])).toEqual([
      'CI',
      'A_SECRET',
    ]);
  });
});

describe('Codemagic', () => {
  const of = (command: string | undefined, isWindows = false) =>
    codemagicSteps([{ step: step(command, 'failed'), logUrls: [] }], isWindows).steps[0];

  it('runs scripts where the sources are, and stops at errors', () => {
    spawnSync('/bin/mkdir', ['-p', join(home, 'clone')]);
    expect(typed(of('pwd\nfalse\necho never')?.asBuilt).output).toBe(`${home}/clone\nstatus 1\n`);
    expect(typed(of('pwd')?.asBuilt, { CM_BUILD_DIR: '/' }).output).toBe('/\nstatus 0\n');
  });

  it('runs scripts of other interpreters with these', () => {
    const line = of('#!/usr/bin/env python3\nimport sys\nprint("it\'s python!")\nsys.exit(4)')?.asBuilt;
    expect(typed(line).output).toBe("it's python!\nstatus 4\n");
  });

  it('has no lines where there is no terminal, or no command', () => {
    expect(of('echo a', true)).toEqual({ machine: 0, position: 0, name: 'Test', state: 'failed', command: 'echo a' });
    expect(of(undefined)).toEqual({ machine: 0, position: 0, name: 'Test', state: 'failed' });
  });

  it('says how little is known of a build', () => {
    const known = codemagicEnvironment(
      codemagicBuild.parse({
        id: 'b',
        app_id: 'a',
        instance_type: 'mac_mini_m2',
        config: { flutter_version: '3.24', xcode_version: null },
      }),
    );
    expect(known).toMatchObject({ variables: {}, tools: { flutter: '3.24' }, surroundings: { Image: 'mac_mini_m2' } });
    expect(known.unknowns[0]).toContain('does not show the variables');
  });
});

describe('Bitrise', () => {
  it('lists the steps without lines, because nobody tells what they run', () => {
    const replay = bitriseSteps([{ step: step(undefined, 'failed') }], 'primary');
    expect(replay.steps).toEqual([{ machine: 0, position: 0, name: 'Test', state: 'failed' }]);
    expect(replay.traps.join(' ')).toContain('“primary”');
  });

  it('knows the variables that were given when the build was started', () => {
    const known = bitriseEnvironment(
      bitriseBuild.parse({
        slug: 'b',
        stack_identifier: 'linux-docker-android-22.04',
        original_build_params: { environments: [{ mapped_to: 'MODE', value: 'full', is_expand: false }, { odd: 1 }] },
      }),
    );
    expect(known.variables).toEqual({ MODE: 'full' });
    expect(
      bitriseEnvironment(bitriseBuild.parse({ slug: 'b', original_build_params: { environments: 'odd' } })).variables,
    ).toEqual({});
  });
});
