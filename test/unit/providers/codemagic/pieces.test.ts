import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { legacyOrigin, scriptAddress } from '../../../../main/providers/codemagic/addresses.ts';
import { buildState, machineKind } from '../../../../main/providers/codemagic/build-row.ts';
import { toFailedStep } from '../../../../main/providers/codemagic/replay.ts';
import { codemagic } from '../../../../main/providers/codemagic/service.ts';
import { toSteps } from '../../../../main/providers/codemagic/steps.ts';
import { legacyBuildSchema } from '../../../../main/providers/codemagic/wire-legacy.ts';
import { actionPageSchema } from '../../../../main/providers/codemagic/wire.ts';

describe('addresses', () => {
  test('the legacy API has a host of its own, but not for another origin', () => {
    expect(codemagic.originOf(undefined)).toEqual({ ok: true, value: 'https://codemagic.io' });
    expect(legacyOrigin('https://codemagic.io')).toBe('https://api.codemagic.io');
    expect(legacyOrigin('http://127.0.0.1:4000')).toBe('http://127.0.0.1:4000');
  });

  test.each([
    [
      'https://api.codemagic.io/ssh-access/t.s/ssh_access_script.sh',
      'https://api.codemagic.io/ssh-access/t.s/ssh_access_script.sh',
    ],
    ['t.s/ssh_access_script.sh', 'https://api.codemagic.io/ssh-access/t.s/ssh_access_script.sh'],
    ['/ssh-access/t.s/ssh_access_script.sh', 'https://api.codemagic.io/ssh-access/t.s/ssh_access_script.sh'],
    ['ssh-access/t.s/ssh_access_script.sh', 'https://api.codemagic.io/ssh-access/t.s/ssh_access_script.sh'],
  ])('the script at %s', (given, whole) => {
    expect(scriptAddress('https://codemagic.io', given)).toBe(whole);
  });
});

describe('words of the service', () => {
  test.each([
    ['initializing', 'queued'],
    ['queued', 'queued'],
    ['preparing', 'running'],
    ['fetching', 'running'],
    ['testing', 'running'],
    ['building', 'running'],
    ['publishing', 'running'],
    ['finishing', 'running'],
    ['finished', 'passed'],
    ['failed', 'failed'],
    ['timeout', 'failed'],
    ['canceled', 'cancelled'],
    ['skipped', 'cancelled'],
    ['warming', 'other'],
    ['constructor', 'other'],
    ['', 'other'],
  ])('a build that is "%s" is %s', (status, state) => {
    expect(buildState(status)).toBe(state);
  });

  test.each([
    ['mac_mini_m2', 'macos', 'macOS · mac_mini_m2'],
    ['linux_x2', 'linux', 'Linux · linux_x2'],
    ['windows_x2', 'windows', 'Windows · windows_x2'],
    ['quantum\u001B[31m_1', 'other', 'quantum_1'],
    [undefined, 'other', 'Codemagic machine'],
  ])('%s is a machine', (instance, os, label) => {
    expect(machineKind(instance)).toEqual({ os, label, count: 1 });
  });

  test('steps of the current API get their logs from the legacy one, by id or by place and name', () => {
    const actions = actionPageSchema.parse({
      data: [
        {
          id: 'a',
          name: 'Preparing',
          status: 'success',
          started_at: '2026-01-01T00:00:00Z',
          finished_at: '2026-01-01T00:00:05Z',
        },
        { id: 'b', name: 'Tests', status: 'vanished', script: 'sh test.sh', started_at: '2026-01-01T00:00:05Z' },
        { id: 'b', name: 'Tests', status: null, started_at: '2026-01-01T00:00:06Z', finished_at: null },
        { id: 'd', name: 'Publishing', status: null },
      ],
    }).data;
    const legacy = legacyBuildSchema.parse({
      build: {
        buildActions: [
          { _id: 'a', name: 'Preparing', logUrl: 'https://api.codemagic.io/log/a' },
          {
            _id: 'x',
            name: 'Tests',
            logUrl: null,
            subactions: [{ logUrl: 'https://l/1' }, { logUrl: 'https://l/2', command: 'c' }],
          },
          { _id: 'y', name: 'Other', logUrl: 'https://l/3' },
        ],
      },
    }).build.buildActions;
    const steps = toSteps(actions, legacy, 'running');
    expect(steps.map(({ step }) => [step.id, step.state])).toEqual([
      ['a', 'passed'],
      ['b', 'other'],
      ['b-2', 'running'],
      ['d', 'pending'],
    ]);
    expect(steps.map(({ logUrls }) => logUrls)).toEqual([
      ['https://api.codemagic.io/log/a'],
      ['https://l/1', 'https://l/2'],
      [],
      [],
    ]);
    expect(toSteps(actions, undefined, 'cancelled').map(({ step }) => step.state)).toEqual([
      'passed',
      'other',
      'interrupted',
      'skipped',
    ]);
  });
});

describe('the line that repeats the failed step', () => {
  const failed = (command: string) =>
    toFailedStep([
      { step: { id: '1', machine: 0, position: 0, name: 'Tests', state: 'failed', logEnd: 0, command }, logUrls: [] },
    ]);

  test('is the command itself when it is one line', () => {
    expect(failed('  sh test.sh  ')?.replayLine).toBe('cd ~/clone && sh test.sh');
  });

  test('is one line also for a script of several, and does the same', () => {
    const script = `#!/bin/sh\nset -e\nname='it'"'"'s'\n\tprintf '%s|' "$name" \\\\ done\nexit 3`;
    const line = failed(script)?.replayLine ?? '';
    expect(line).not.toMatch(/\p{Cc}/u);
    const done = spawnSync('bash', ['-c', line.replace('~/clone', '/')], { encoding: 'utf8' });
    expect(done).toMatchObject({ status: 3, stdout: "it's|\\|done|" });
  });

  test('carries no control characters into the terminal', () => {
    const line = failed('echo \u001B[201~hidden\u0003\necho done')?.replayLine ?? '';
    expect(line).not.toMatch(/\p{Cc}/u);
  });

  test('what cannot be seen in a script is not in the step, so that what is read is what runs', () => {
    const [action] = actionPageSchema.parse({
      data: [
        {
          id: 'a',
          name: 'T',
          status: 'failed',
          script: 'echo \u202Eslived\u2069 \u001B[8mhidden\u001B[0m\n\tdone\u0007\u200B',
        },
      ],
    }).data;
    const steps = toSteps(action === undefined ? [] : [action], undefined, 'failed');
    expect(steps[0]?.step.command).toBe('echo slived hidden\n\tdone');
    expect(toFailedStep(steps)?.replayLine).toBe("cd ~/clone && bash -e -c $'echo slived hidden\\n\\tdone'");
  });

  test('is missing when the command is', () => {
    expect(failed('')).toBeUndefined();
    expect(toFailedStep([])).toBeUndefined();
  });
});
