import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  askLoginShell,
  baseEnvironment,
  cleanEnvironment,
} from '../../../main/buildhost/environment/base-environment.ts';
import { stepShell } from '../../../main/buildhost/environment/step-shell.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'environment-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

describe('the environment of builds', () => {
  it('carries no trace of the app and of how it was started', () => {
    const clean = cleanEnvironment({
      HOME: '/home/me',
      SECRET_OF_MINE: 'kept',
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--inspect',
      NODE_ENV: 'production',
      JUMPSEAT_BUILD_DIR: '/old',
      npm_config_user_agent: 'npm',
      VITEST: 'true',
      GIT_DIR: '/elsewhere/.git',
      GIT_SSH_COMMAND: 'ssh -v',
      TERM_PROGRAM: 'x',
      'BASH_FUNC_f%%': '() { :; }',
    });
    expect(clean).toEqual({ HOME: '/home/me', SECRET_OF_MINE: 'kept', GIT_SSH_COMMAND: 'ssh -v' });
  });

  it('has a PATH without the folders that npm run put in front', () => {
    const path = ['/app/node_modules/.bin', '/usr/lib/node_modules/npm/node-gyp-bin', '/usr/bin'].join(delimiter);
    expect(cleanEnvironment({ PATH: path, npm_lifecycle_event: 'start' })['PATH']).toBe('/usr/bin');
    expect(cleanEnvironment({ PATH: path })['PATH']).toBe(path);
  });

  it('comes from the login shell when the app was not started in a terminal', async () => {
    const shell = program(
      'shell',
      '#!/bin/sh\necho Welcome!\nexport FROM_SHELL="two\nlines" PATH="/mine:$PATH"\nexec /bin/sh -c "$2"\n',
    );
    const environment = await baseEnvironment({ SHELL: shell, PATH: '/usr/bin:/bin', HOME: '/h' });
    expect(environment['PATH']).toMatch(/^\/mine:/);
    expect(environment['FROM_SHELL']).toBe('two\nlines');
    const fromTerminal = await baseEnvironment({ SHELL: shell, PATH: '/usr/bin:/bin', TERM: 'xterm' });
    expect(fromTerminal).not.toHaveProperty('FROM_SHELL');
  });

  it('does without a login shell that hangs, fails or is missing', async () => {
    const hanging = program('hanging', '#!/bin/sh\nsleep 1000 & wait\n');
    expect(await askLoginShell(hanging, 300)).toBeUndefined();
    expect(await askLoginShell(program('failing', '#!/bin/sh\nexit 1\n'))).toBeUndefined();
    expect(await askLoginShell(join(folder, 'missing'))).toBeUndefined();
  });
});

describe('the shell of steps', () => {
  it('is bash with the options of CI, and sh where bash is missing or sh is wanted', () => {
    const bash = program('bash', '#!/bin/sh\n');
    const sh = program('sh', '#!/bin/sh\n');
    expect(stepShell(undefined, { PATH: folder }).command).toEqual([bash, '-eo', 'pipefail']);
    expect(stepShell('sh', { PATH: folder }).command).toEqual([sh, '-e']);
    rmSync(bash);
    const without = stepShell('bash', { PATH: folder });
    expect(without.command).toEqual([sh, '-e']);
    expect(without.note).toContain('no bash');
  });

  it('is PowerShell where that is wanted and there, and says so when it is not', () => {
    const bash = program('bash', '#!/bin/sh\n');
    expect(stepShell('powershell', { PATH: folder })).toMatchObject({
      command: [bash, '-eo', 'pipefail'],
      note: expect.stringContaining('no PowerShell'),
    });
    const pwsh = program('pwsh', '#!/bin/sh\n');
    const shell = stepShell('powershell', { PATH: folder });
    expect(shell.command.slice(0, 3)).toEqual([pwsh, '-NoProfile', '-NonInteractive']);
    expect(shell.scriptOf('Get-Date')).toMatch(
      /ErrorActionPreference = 'Stop'[\s\S]*Get-Date[\s\S]*exit \$LASTEXITCODE/,
    );
  });
});
