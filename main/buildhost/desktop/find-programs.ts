import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { findExecutable } from '../environment/find-executable.ts';

/** What a desktop is made of: full paths. */
export interface DesktopPrograms {
  /** TigerVNC's X server, which shows itself over VNC. */
  displayServer: string;
  windowManager?: string;
  terminal?: string;
}

/** Those that work by themselves, without a session of a whole desktop environment around them; the best first. */
const WINDOW_MANAGERS = ['openbox', 'icewm', 'fluxbox', 'jwm', 'xfwm4', 'marco', 'metacity', 'twm'];

/** Terminals that open their window on the display they are told; both take `-e PROGRAM`. */
const TERMINALS = ['xterm', 'x-terminal-emulator'];

const NO_LINUX =
  'The build host has a desktop on Linux only. This machine is the computer in front of you: the windows of its ' +
  'programs open on your own screen.';
const NO_SERVER =
  'A desktop needs Xtigervnc, which is not on the PATH of this machine. Install it (Debian and Ubuntu: ' +
  'tigervnc-standalone-server, Fedora: tigervnc-server), then rebuild.';

function findDisplayServer(environment: Record<string, string>): string | undefined {
  const named = findExecutable('Xtigervnc', environment);
  if (named !== undefined) return named;
  // Outside of Debian it has only this name, which there may lead to the server of another VNC.
  const general = findExecutable('Xvnc', environment);
  return general !== undefined && basename(realpathSync(general)) === 'Xvnc' ? general : undefined;
}

function findFirst(names: readonly string[], environment: Record<string, string>): string | undefined {
  for (const name of names) {
    const file = findExecutable(name, environment);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** The programs of a desktop on the PATH of this environment, or why there can be none and what helps; for people. */
export function findDesktopPrograms(
  environment: Record<string, string>,
  platform: NodeJS.Platform = process.platform,
): DesktopPrograms | { missing: string } {
  if (platform !== 'linux') return { missing: NO_LINUX };
  const displayServer = findDisplayServer(environment);
  if (displayServer === undefined) return { missing: NO_SERVER };
  const windowManager = findFirst(WINDOW_MANAGERS, environment);
  const terminal = findFirst(TERMINALS, environment);
  return {
    displayServer,
    ...(windowManager === undefined ? {} : { windowManager }),
    ...(terminal === undefined ? {} : { terminal }),
  };
}
