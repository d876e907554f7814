import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { HostedDesktop } from '../../contract/buildhost-control.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { posixQuote } from '../../lib/posix-quote.ts';
import { ok } from '../../lib/result.ts';
import { ProcessGroup } from '../run/process-group.ts';
import { DESKTOP_HOST, startDisplayServer } from './display-server.ts';
import type { DesktopPrograms } from './find-programs.ts';
import { createVncPassword, vncPasswordFile } from './vnc-password.ts';
import { COOKIE_BYTES, xAuthority } from './x-authority.ts';

/** A readable size on any screen, and calm colours, where the terminal is one that can be told. */
const XTERM_OPTIONS = '-geometry 100x30+40+40 -fa Monospace -fs 10 -bg #16181d -fg #e4e6eb'.split(' ');

export interface DesktopOptions {
  programs: DesktopPrograms;
  /** For its secrets; made, and removed with it. */
  folder: string;
  /** Where its programs start. */
  workspace: string;
  /** The complete environment of its programs, but for the display. */
  environment: Record<string, string>;
  /** What its terminal runs. */
  shell: string;
  /** What viewers show as its name. */
  title: string;
  clock: Clock;
}

/** An X server with a window manager and a terminal, which shows itself over VNC. Disposing ends all of it. */
export interface Desktop extends AsyncDisposable {
  address: HostedDesktop;
  /** What a program needs in its environment to show its windows here. */
  environment: Record<string, string>;
  /** Settles when its X server is gone, with its last words. */
  ended: Promise<string>;
}

/** The person's own Wayland desktop would win over the display, also where it is only looked for by its usual name. */
function displayEnvironment(display: string, authorityFile: string): Record<string, string> {
  return {
    DISPLAY: display,
    XAUTHORITY: authorityFile,
    WAYLAND_DISPLAY: '',
    XDG_SESSION_TYPE: 'x11',
    GDK_BACKEND: 'x11',
  };
}

/** What is started on the display, each in a process group of its own. */
function commandsOf({ programs: { windowManager, terminal }, workspace, shell }: DesktopOptions): string[][] {
  if (terminal === undefined) return windowManager === undefined ? [] : [[windowManager]];
  const options = basename(terminal) === 'xterm' ? XTERM_OPTIONS : [];
  const inTerminal = [terminal, ...options, '-e', shell];
  if (windowManager === undefined) return [inTerminal];
  if (basename(windowManager) !== 'openbox') return [[windowManager], inTerminal];
  // Openbox leaves a window that comes while it starts where nobody sees it, until something else happens. What it starts
  // itself comes later, but in the person's home folder.
  const startUp = ['/bin/sh', '-c', 'cd "$0" && exec "$@"', workspace, ...inTerminal];
  return [[windowManager, '--startup', startUp.map(posixQuote).join(' ')]];
}

/** Starts a desktop that opens to its password alone, and to X clients with its cookie. `timed-out`, `process-crashed` */
export async function startDesktop(options: DesktopOptions): Promise<Result<Desktop>> {
  const { programs, folder, workspace, environment, title, clock } = options;
  await using resources = new AsyncDisposableStack();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [passwordFile, authorityFile] = [join(folder, 'password'), join(folder, 'authority')];
  const password = createVncPassword();
  writeFileSync(passwordFile, vncPasswordFile(password), { mode: 0o600 });
  writeFileSync(authorityFile, xAuthority(randomBytes(COOKIE_BYTES)), { mode: 0o600 });

  const program = programs.displayServer;
  const files = { folder, passwordFile, authorityFile };
  const started = await startDisplayServer({ program, ...files, environment, title, clock });
  if (!started.ok) return started;
  const { display, port, ended } = started.value;
  const shown = displayEnvironment(display, authorityFile);
  const programsOnIt = commandsOf(options).map(
    ([command = '', ...args]) =>
      new ProcessGroup({ command, args, cwd: workspace, env: { ...environment, ...shown }, onOutput: () => {} }),
  );
  resources.defer(async () => {
    await Promise.all([started.value, ...programsOnIt].map((part) => part[Symbol.asyncDispose]()));
  });
  const all = resources.move();
  return ok({
    address: { host: DESKTOP_HOST, port, password },
    environment: shown,
    ended,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  });
}
