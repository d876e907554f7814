import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Surroundings } from '../../../main/contract/connection-work.ts';
import { toVariables } from '../../../main/lib/surroundings/read-answer.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { get } from '../buildhost/test-host.ts';
import { Harness, keyIdentity } from './harness.ts';

describeNeeding(sshdMissing, 'surroundings of a machine of OpenSSH', () => {
  let sshd: Sshd;
  let harness: Harness;
  beforeAll(async () => {
    sshd = await Sshd.start();
    writeFileSync(
      join(sshd.home, '.bash_profile'),
      [
        'echo "A long welcome to this machine."',
        'printf "and a mark in it: \\035variables\\037A=1\\n"',
        "export FROM_PROFILE='one",
        'two = "three" ü 漢\'',
        'export PATH="/opt/from/profile:$PATH"',
        'export NO_VALUE=',
        'PS1="> "',
        'ulimit -n 512',
        'cd /',
        '',
      ].join('\n'),
    );
    harness = new Harness();
    await harness.connect(sshd, [keyIdentity('key', sshd.clientKey.privateKey)]);
  });
  afterAll(async () => {
    await harness[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
  });

  const read = async (shell?: string): Promise<Surroundings> =>
    get(harness.client.call('readSurroundings', { machine: 0, isWindows: false, shell }));

  it('says what a terminal has: what start-up files set, values of several lines, folder, limits, tools', async () => {
    const surroundings = await read();
    expect(surroundings).toMatchObject({ through: 'terminal', isInteractive: true, hasTerminal: true });
    const variables = toVariables(surroundings.variables);
    expect(variables.get('FROM_PROFILE')).toBe('one\ntwo = "three" ü 漢');
    expect(variables.get('NO_VALUE')).toBe('');
    expect(variables.get('PATH')).toMatch(/^\/opt\/from\/profile:/);
    expect(variables.has('A')).toBe(false);
    expect(surroundings.workingFolder).toBe('/');
    expect(surroundings.shell).toMatch(/sh/);
    expect(surroundings.facts['limit open files']).toBe('512');
    expect(surroundings.facts['kernel']).toMatch(/^Linux /);
    expect(surroundings.tools['git']).toMatch(/^git version/);
    const history = join(sshd.home, '.bash_history');
    expect(existsSync(history) ? readFileSync(history, 'utf8') : '').not.toContain('ulimit');
  });

  it('asks in the shell that the terminals of the machine run', async () => {
    const surroundings = await read('env -i IN_CONTAINER=yes PATH="$PATH" sh -i');
    const variables = toVariables(surroundings.variables);
    expect(surroundings.through).toBe('terminal');
    expect(variables.get('IN_CONTAINER')).toBe('yes');
    expect(variables.has('FROM_PROFILE')).toBe(false);
  });

  it('asks by a command where the terminal does not understand, and says so', async () => {
    const surroundings = await read('exit 3');
    expect(surroundings).toMatchObject({ through: 'command', isInteractive: false, hasTerminal: false });
    expect(toVariables(surroundings.variables).get('HOME')).toBe(sshd.home);
  });

  it('listens to a machine that never stops talking no longer than it has to', async () => {
    const surroundings = await read('yes "$(printf "\\036\\035variables\\037X=1")"');
    expect(surroundings.variables.length).toBeLessThanOrEqual(5_000);
  });
});
