import { win32 } from 'node:path';

/** A program and its arguments. */
export interface ShellCommand {
  file: string;
  args: string[];
  /** The arguments are one command line already (Windows' cmd has quoting rules of its own). */
  verbatim: boolean;
}

type ShellKind = 'posix' | 'powershell' | 'cmd';

function kindOf(shell: string): ShellKind {
  // win32.basename knows both separators.
  const name = win32
    .basename(shell)
    .toLowerCase()
    .replace(/\.exe$/, '');
  if (name === 'powershell' || name === 'pwsh') return 'powershell';
  return name === 'cmd' ? 'cmd' : 'posix';
}

/** The shell as a person uses it. No login shell: /etc/profile would undo the build's PATH. */
export function interactiveShell(shell: string): ShellCommand {
  return { file: shell, args: kindOf(shell) === 'powershell' ? ['-NoLogo'] : [], verbatim: false };
}

/** The shell running one command line, as sshd does it. */
export function commandShell(shell: string, command: string): ShellCommand {
  switch (kindOf(shell)) {
    case 'powershell':
      return {
        file: shell,
        args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', command],
        verbatim: false,
      };
    case 'cmd':
      return { file: shell, args: ['/d', '/s', '/c', `"${command}"`], verbatim: true };
    case 'posix':
      return { file: shell, args: ['-c', command], verbatim: false };
  }
}
