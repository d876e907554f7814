import { describe, expect, it } from 'vitest';
import { signalNamed } from '../../../main/buildhost/access/channel-exit.ts';
import { isAllowedVariable, terminalType } from '../../../main/buildhost/access/client-environment.ts';
import { isLoopback } from '../../../main/buildhost/access/forwarding.ts';
import { parseStat } from '../../../main/buildhost/access/process-table.ts';
import { commandShell, interactiveShell } from '../../../main/buildhost/access/shell-command.ts';
import { terminalSize } from '../../../main/buildhost/access/terminal-channel.ts';

describe('variables from a client', () => {
  it.each(['LANG', 'LC_ALL', 'LC_CTYPE', 'TERM', 'COLORTERM'])('may be %s', (name) => {
    expect(isAllowedVariable(name, 'en_GB.UTF-8')).toBe(true);
  });

  it.each(['PATH', 'LD_PRELOAD', 'BASH_ENV', 'LANG2', 'LC_', 'XLANG', 'lc_all', 'LC_A\nB'])('may not be %s', (name) => {
    expect(isAllowedVariable(name, 'x')).toBe(false);
  });

  it('may not hold control characters or a novel', () => {
    expect(isAllowedVariable('LANG', 'a\0b')).toBe(false);
    expect(isAllowedVariable('LANG', 'x'.repeat(257))).toBe(false);
  });
});

it('takes a terminal type only when it is one', () => {
  expect(terminalType('screen.xterm-256color')).toBe('screen.xterm-256color');
  for (const odd of [undefined, '', '../../etc', '-x', 'a b', 'x'.repeat(65)])
    expect(terminalType(odd)).toBe('xterm-256color');
});

it('gives a terminal a size programs can live with', () => {
  expect(terminalSize(0, 0)).toEqual({ columns: 80, rows: 24 });
  expect(terminalSize(132, 50)).toEqual({ columns: 132, rows: 50 });
  expect(terminalSize(4_294_967_295, 65_536)).toEqual({ columns: 1000, rows: 1000 });
});

describe('a forward', () => {
  it.each(['127.0.0.1', '127.255.0.9', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST'])(
    'may go to %s',
    (host) => expect(isLoopback(host)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '128.0.0.1',
    '::',
    '::ffff:10.0.0.1',
    'fe80::1',
    'localhost.example.org',
    '127.1',
    '2130706433',
    '',
    'host',
  ])('may not go to "%s"', (host) => expect(isLoopback(host)).toBe(false));
});

it('knows the signals that have a name in the protocol', () => {
  expect(signalNamed('INT')).toBe('SIGINT');
  for (const odd of ['', 'STOP', 'SIGINT', '9', 'int']) expect(signalNamed(odd)).toBeUndefined();
});

describe('how a command is run', () => {
  it('by a POSIX shell', () => {
    expect(commandShell('/bin/bash', 'a "b"')).toEqual({ file: '/bin/bash', args: ['-c', 'a "b"'], verbatim: false });
    expect(interactiveShell('/bin/bash').args).toEqual([]);
  });

  it('by PowerShell', () => {
    const shell = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\PowerShell.EXE';
    expect(commandShell(shell, 'dir').args.at(-1)).toBe('dir');
    expect(commandShell(shell, 'dir').args).toContain('-NonInteractive');
    expect(interactiveShell(shell).args).toEqual(['-NoLogo']);
  });

  it('by cmd, with its own quoting', () => {
    expect(commandShell('C:\\Windows\\System32\\cmd.exe', 'echo "a b"')).toEqual({
      file: 'C:\\Windows\\System32\\cmd.exe',
      args: ['/d', '/s', '/c', '"echo "a b""'],
      verbatim: true,
    });
  });
});

it('reads a line of /proc/PID/stat whatever the command is called', () => {
  expect(parseStat('1234 (a) Z (b c) S 1 1200 1100 34816 1300 4194304 0')).toEqual({
    pid: 1234,
    group: 1200,
    foreground: 1300,
    isZombie: false,
  });
  expect(parseStat('77 (sh) Z 1 70 70 0 -1 4 0')).toMatchObject({ pid: 77, foreground: -1, isZombie: true });
  expect(parseStat('')).toBeUndefined();
});
