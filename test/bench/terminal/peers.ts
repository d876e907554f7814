import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Sshd } from '../../fixtures/sshd.ts';
import type { KeyPair } from '../../fixtures/sshd.ts';
import { CELLS } from './contestant.ts';
import type { Box } from './framebuffer.ts';

const SCROLLBACK = 10_000;
const FONT = 'DejaVu Sans Mono';

interface Peer {
  name: string;
  file: string;
  /** The command that shows `command` in a window at this place. */
  args(title: string, slot: Box, command: string[]): string[];
}

const all: Peer[] = [
  {
    name: 'xterm',
    file: '/usr/bin/xterm',
    args: (title, { x, y }, command) =>
      [
        ['-T', title, '-geometry', `${CELLS.columns}x${CELLS.rows}+${x}+${y}`],
        ['-sl', String(SCROLLBACK), '-tn', 'xterm-256color', '-u8', '-e'],
        command,
      ].flat(),
  },
  {
    name: 'alacritty',
    file: '/usr/bin/alacritty',
    args: (title, { x, y }, command) =>
      [
        ['--config-file', '/dev/null', '--title', title],
        ['-o', `window.position={x: ${x}, y: ${y}}`, '-o', 'window.decorations=none'],
        ['-o', `window.dimensions={columns: ${CELLS.columns}, lines: ${CELLS.rows}}`],
        ['-o', `scrolling.history=${SCROLLBACK}`, '-o', `font.normal.family=${FONT}`, '-o', 'font.size=10', '-e'],
        command,
      ].flat(),
  },
];

/** Terminals of other makers that run OpenSSH's own client, as far as they are installed. */
export const peers = all.filter(({ file }) => existsSync(file));

/** OpenSSH's client as people run it, with the host key pinned. */
export function sshCommand(sshd: Sshd, key: KeyPair, knownHosts: string): string[] {
  return [
    ['ssh', '-tt', '-F', 'none', '-p', String(sshd.port), '-i', key.file, '-o', 'IdentitiesOnly=yes'],
    ['-o', `UserKnownHostsFile=${knownHosts}`, '-o', 'StrictHostKeyChecking=yes', `${sshd.user}@${sshd.host}`],
  ].flat();
}

/** Starts a peer; it ends when disposed of. */
export function startPeer(
  peer: Peer,
  title: string,
  slot: Box,
  command: string[],
  display: string,
  home: string,
): AsyncDisposable {
  const child = spawn(peer.file, peer.args(title, slot, command), {
    // A home of its own: no settings of whoever runs the bench.
    env: {
      ...process.env,
      DISPLAY: display,
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      WINIT_UNIX_BACKEND: 'x11',
    },
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  return {
    async [Symbol.asyncDispose]() {
      child.kill();
      await gone;
    },
  };
}
