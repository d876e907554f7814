import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { markedShell } from '../../../../main/buildhost/access/shell-marks.ts';
import { SHOW_MARKS_LINE } from '../../../../renderer/features/terminal/show-marks-line.ts';
import { describeNeeding, posixMissing } from '../../../fixtures/needs.ts';
import { openTerminal, type WatchedTerminal } from '../../../fixtures/ssh/terminal.ts';
import { toolsMissing } from '../../../fixtures/ssh/tools.ts';
import { startTestMachine } from './machine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jumpseat-marks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const missing = (shell: string) => posixMissing ?? (existsSync(shell) ? undefined : `${shell} is not installed`);

/** A shell on a home folder of its own. */
function start(shell: string, environment: Record<string, string> = {}): WatchedTerminal {
  const base = { HOME: folder, PS1: '', PROMPT_COMMAND: '', ENV: '', ...environment };
  const { command, environment: added } = markedShell(shell, join(folder, 'marks'), environment);
  return openTerminal(command.file, command.args, { columns: 100, rows: 30, environment: { ...base, ...added } });
}

const DONE = (code: number) => new RegExp(String.raw`\u001b\]133;D;${code}\u0007[^]*?133;B\u0007`);

/** Types a line and waits until the shell has said how it ended; gives what it showed. */
async function run(terminal: WatchedTerminal, line: string, code: number): Promise<string> {
  const from = terminal.shown.length;
  terminal.type(`${line}\r`);
  await terminal.until(DONE(code), from);
  return terminal.shown.slice(from);
}

/**
 * Presses Ctrl+C at a prompt until the shell has said so: readline sees a signal that comes right before it waits for a
 * key only with the next one.
 */
async function interrupt(terminal: WatchedTerminal): Promise<void> {
  const again = setInterval(() => terminal.type('\u0003'), 1_000);
  try {
    terminal.type('\u0003');
    await terminal.until(DONE(130));
  } finally {
    clearInterval(again);
  }
}

describeNeeding(missing('/bin/bash'), 'marks of bash', () => {
  it('tell exit codes, beside the prompt and the hooks the person has', async () => {
    writeFileSync(join(folder, '.bashrc'), "PS1='mine> '; PROMPT_COMMAND='printf hook'; alias hi='echo hello'\n");
    await using terminal = start('/bin/bash');
    await terminal.until(/hook.*133;A.*mine> .*133;B/s);
    expect(await run(terminal, 'hi; (exit 3)', 3)).toMatch(/133;C\u0007hello\r\n/);
    expect(await run(terminal, 'PS1="other> "; true', 0)).toMatch(/133;A\u0007other> /);
    expect(await run(terminal, 'echo code=$?', 0)).toContain('code=0');
    expect(await run(terminal, 'false', 1)).toContain('hook');
    expect(await run(terminal, 'echo code=$?', 0)).toContain('code=1');
    expect(await run(terminal, 'sleep 5 & jobs; kill %1; wait', 0)).toContain('Running');
  });

  it('bear set -e, set -u and set -x, and an array of hooks, without a word', async () => {
    writeFileSync(join(folder, '.bashrc'), "PS1='> '; PROMPT_COMMAND=(true true)\n");
    await using terminal = start('/bin/bash');
    await terminal.until(/133;B/);
    await run(terminal, 'set -eux; unset PS0; false || true', 0);
    const shown = await run(terminal, 'PS1="# "; : end', 0);
    expect(shown).toContain('+ : end');
    expect(shown).not.toContain('jumpseat');
    await interrupt(terminal);
    expect(await run(terminal, 'echo alive', 0)).toContain('alive');
  });

  it('come with a history that is on the disk while the shell is still open', async () => {
    writeFileSync(join(folder, '.bashrc'), "PS1='> '; HISTFILE=~/.bash_history\n");
    await using terminal = start('/bin/bash');
    await terminal.until(/133;B/);
    await run(terminal, 'echo typed here', 0);
    expect(readFileSync(join(folder, '.bash_history'), 'utf8')).toContain('echo typed here');
  });

  it('leave alone a shell that has its own', async () => {
    writeFileSync(join(folder, '.bashrc'), String.raw`PS1='\[\e]133;A\a\]own> \[\e]133;B\a\]'` + '\n');
    await using terminal = start('/bin/bash');
    await terminal.until(/own> .*133;B/s);
    expect(terminal.shown).not.toContain('133;D');
  });

  it('come with one line that is typed, too', async () => {
    await using terminal = openTerminal('/bin/bash', ['--norc', '--noprofile'], {
      columns: 200,
      rows: 30,
      environment: { HOME: folder, PS1: '> ', PROMPT_COMMAND: '' },
    });
    await terminal.until(/> /);
    await run(terminal, SHOW_MARKS_LINE, 0);
    expect(await run(terminal, 'false', 1)).toContain('133;C');
  });
});

describeNeeding(missing('/bin/bash') ?? toolsMissing('ssh', 'ssh-keyscan', 'ssh-keygen'), 'marks on a machine', () => {
  it('are in its terminals, and not in what commands print', async () => {
    await using machine = await startTestMachine({ marksFolder: join(folder, 'machine') });
    const { stdout } = await machine.client.ssh(['machine', 'echo "$PS1|$PROMPT_COMMAND|$-"']);
    expect(stdout.toString()).not.toContain('133;');
    const args = ['-F', machine.client.configFile, '-tt', 'machine'];
    await using terminal = openTerminal('ssh', args, { columns: 80, rows: 24 });
    await terminal.until(/133;B/);
    expect(await run(terminal, '(exit 7)', 7)).toContain('133;C');
  });
});

describeNeeding(missing('/usr/bin/zsh'), 'marks of zsh', () => {
  it('tell exit codes, and leave the person’s files where they are', async () => {
    writeFileSync(join(folder, '.zshenv'), 'export FROM_ENV=yes\n');
    writeFileSync(join(folder, '.zshrc'), "PS1='mine> '; precmd() { print -n hook }\n");
    await using terminal = start('/usr/bin/zsh');
    await terminal.until(/mine> .*133;B/s);
    const shown = await run(terminal, 'echo "[$FROM_ENV|$ZDOTDIR]"; (exit 4)', 4);
    expect(shown).toContain('133;C\u0007[yes|]');
    expect(shown).toContain('hook');
    expect(await run(terminal, 'echo code=$?', 0)).toContain('code=4');
  });

  it('come with one line that is typed, too', async () => {
    await using terminal = openTerminal('/usr/bin/zsh', ['-f'], {
      columns: 300,
      rows: 30,
      environment: { HOME: folder, PS1: '> ' },
    });
    await terminal.until(/> /);
    await run(terminal, SHOW_MARKS_LINE, 0);
    expect(await run(terminal, 'false', 1)).toContain('133;C');
  });
});

describeNeeding(missing('/usr/bin/dash'), 'marks of dash', () => {
  it('tell exit codes, and read what the person has in ENV', async () => {
    const own = join(folder, 'own');
    writeFileSync(own, "PS1='mine> '; FROM_ENV=yes\n");
    await using terminal = start('/usr/bin/dash', { ENV: own });
    await terminal.until(/mine> .*133;B/s);
    expect(await run(terminal, 'echo "[$FROM_ENV|${ENV##*/}]"; (exit 5)', 5)).toContain('[yes|own]');
    expect(await run(terminal, 'echo code=$?', 0)).toContain('code=5');
  });
});
