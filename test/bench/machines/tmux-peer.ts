import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Machine } from '../../simulators/machine/machine.ts';
import type { KeyPair } from '../../fixtures/sshd.ts';
import type { Point } from '../terminal/framebuffer.ts';

const FONT = 'DejaVu Sans Mono';
const READY_TIMEOUT_MS = 60_000;
export const TITLE = 'bench-tmux';

interface Slot {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** tmux in xterm, with OpenSSH's client in each pane and what is typed going to all of them. */
export interface TmuxPeer extends AsyncDisposable {
  /** The middle of each pane on the screen. */
  points: Point[];
  pids(): number[];
  /** Types a line in all panes. */
  type(line: string): void;
}

function sshLine({ port, host, hostKeys }: Machine, key: KeyPair, knownHosts: string): string {
  writeFileSync(knownHosts, `[${host}]:${port} ${hostKeys[0]?.publicKey}\n`, { flag: 'a' });
  const options = ['-tt', '-F', 'none', '-p', String(port), '-i', key.file, '-o', 'IdentitiesOnly=yes'];
  return ['ssh', ...options, '-o', `UserKnownHostsFile=${knownHosts}`, `circleci@${host}`].join(' ');
}

/** Starts it on a display and waits until every pane is signed in. */
export async function startTmux(
  machines: readonly Machine[],
  key: KeyPair,
  folder: string,
  { x, y, width, height }: Slot,
): Promise<TmuxPeer> {
  const socket = join(folder, 'tmux.sock');
  const env = { ...process.env, TMUX: undefined, HOME: folder };
  const tmux = (...args: string[]): string => execFileSync('tmux', ['-S', socket, ...args], { env, encoding: 'utf8' });
  const knownHosts = join(folder, 'tmux_known_hosts');
  writeFileSync(join(folder, '.tmux.conf'), 'set -g status off\nset -g default-terminal tmux-256color\n');
  const geometry = ['-geometry', `300x80+${x}+${y}`];
  const look = ['-fa', FONT, '-fs', '6', '-b', '0', '-bw', '0', '-tn', 'xterm-256color'];
  const [first = '', ...others] = machines.map((machine) => sshLine(machine, key, knownHosts));
  const command = ['-e', 'tmux', '-S', socket, '-f', join(folder, '.tmux.conf'), 'new-session', first];
  const terminal = spawn('xterm', ['-T', TITLE, ...geometry, ...look, '+sb', ...command], { env, stdio: 'ignore' });
  const gone = new Promise((resolve) => terminal.once('exit', resolve));
  const deadline = Date.now() + READY_TIMEOUT_MS;
  const until = async (holds: () => boolean): Promise<void> => {
    for (;;) {
      try {
        if (holds()) return;
      } catch {
        // It is not there yet.
      }
      if (Date.now() > deadline) throw new Error('tmux did not get ready.');
      await delay(100);
    }
  };
  await until(() => tmux('list-panes').includes('active'));
  const window = execFileSync('xdotool', ['search', '--sync', '--onlyvisible', '--name', `^${TITLE}$`], { env })
    .toString()
    .trim()
    .split('\n')
    .at(-1);
  execFileSync('xdotool', ['windowsize', '--sync', window ?? '', String(width), String(height)], { env });
  for (const line of others) {
    tmux('split-window', line);
    tmux('select-layout', 'tiled');
  }
  const ids = tmux('list-panes', '-F', '#{pane_id}').trim().split('\n');
  await until(() => ids.every((id) => tmux('capture-pane', '-p', '-t', id).includes('circleci@')));
  tmux('set-window-option', 'synchronize-panes', 'on');
  const [columns = 1, rows = 1] = tmux('display', '-p', '#{window_width} #{window_height}').split(' ').map(Number);
  const places = tmux('list-panes', '-F', '#{pane_left} #{pane_top} #{pane_width} #{pane_height}').trim().split('\n');
  const points = places.map((place) => {
    const [left = 0, top = 0, paneWidth = 0, paneHeight = 0] = place.split(' ').map(Number);
    return {
      x: Math.round(x + ((left + paneWidth / 2) * width) / columns),
      y: Math.round(y + ((top + paneHeight / 2) * height) / rows),
    };
  });
  return {
    points,
    pids: () => [Number(tmux('display', '-p', '#{pid}')), terminal.pid ?? 0],
    type: (line) => void tmux('send-keys', line, 'Enter'),
    async [Symbol.asyncDispose]() {
      tmux('kill-server');
      await gone;
    },
  };
}
