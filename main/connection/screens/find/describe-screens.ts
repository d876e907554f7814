import type { FoundScreen, ScreenProtocol } from '../../../contract/screen.ts';
import { FIRST_VNC_PORT, type ListeningPort } from './listening-ports.ts';
import { isShareable, type MachineLook } from './machine-look.ts';

/** Servers that are a display themselves, whose number is in their port. */
const displayServers: Readonly<Record<string, string>> = {
  Xtigervnc: 'TigerVNC',
  Xtightvnc: 'TightVNC',
  Xvnc: 'Xvnc',
};
const otherServers: Readonly<Record<string, string>> = {
  x0vncserver: 'TigerVNC (x0vncserver)',
  x0tigervncserve: 'TigerVNC (x0tigervncserver)',
  'gnome-remote-de': 'GNOME Remote Desktop',
  // What launchd hands its connections to.
  screensharingd: 'Screen Sharing',
};

/** Says for people what answers on a port of the machine. */
export function describeScreen(
  { port, program }: ListeningPort,
  protocol: ScreenProtocol,
  system: MachineLook['system'] | undefined,
): FoundScreen {
  return { protocol, port, description: `${serverName(program, protocol, system)} on ${place(port, program)}` };
}

function serverName(program: string | undefined, protocol: ScreenProtocol, system: MachineLook['system'] | undefined) {
  if (system === 'windows' && protocol === 'rdp') return 'Remote Desktop of Windows';
  if (system === 'macos' && protocol === 'vnc' && program === undefined) return 'Screen Sharing of macOS';
  if (program === undefined) return protocol === 'vnc' ? 'A VNC server' : 'An RDP server';
  return displayServers[program] ?? otherServers[program] ?? program;
}

function place(port: number, program: string | undefined): string {
  const isDisplay = program !== undefined && program in displayServers && port >= FIRST_VNC_PORT;
  return isDisplay && port <= FIRST_VNC_PORT + 99 ? `display :${port - FIRST_VNC_PORT}` : `port ${port}`;
}

/** What to do on a machine on which no screen was found, as far as it is known. */
export function whatIsMissing(look: MachineLook | undefined): string | undefined {
  switch (look?.system) {
    case 'macos':
      return 'Screen Sharing is off on this Mac. Turn it on in System Settings, General, Sharing; for how to do it from a terminal, see what your CI service says about VNC.';
    case 'windows':
      return look.isRdpOff
        ? 'Remote Desktop is off on this machine. An administrator turns it on in Settings, System, Remote Desktop, or in PowerShell: Set-ItemProperty -Path "HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server" -Name fDenyTSConnections -Value 0'
        : 'Neither Remote Desktop nor a VNC server listens on this machine.';
    case 'linux':
      return missingOnLinux(look);
    default:
      return 'Neither a VNC server nor an RDP server listens on the usual ports of this machine.';
  }
}

/** The package with TigerVNC's X server, and how packages are installed there. */
const installers: readonly [command: string, install: string, tigerVnc: string][] = [
  ['apt-get', 'apt-get install', 'tigervnc-standalone-server'],
  ['dnf', 'dnf install', 'tigervnc-server'],
  ['apk', 'apk add', 'tigervnc'],
];

function missingOnLinux({ commands, displays, tigerVnc }: MachineLook): string | undefined {
  const [, install, tigerVncPackage] = installers.find(([command]) => commands.has(command)) ?? [];
  const sentences: string[] = [];
  const shareable = displays.filter(isShareable);
  if (shareable.length > 0 && !commands.has('x11vnc')) {
    const how = install === undefined ? 'install x11vnc' : `install x11vnc (${install} x11vnc)`;
    const which = shareable.map(({ number }) => `:${number}`).join(', ');
    sentences.push(`To share the desktop on display ${which}, ${how}.`);
  }
  if (tigerVnc === undefined) {
    const how = tigerVncPackage === undefined ? 'TigerVNC' : `TigerVNC (${install} ${tigerVncPackage})`;
    sentences.push(`To start a new desktop, install ${how}.`);
  }
  return sentences.length === 0 ? undefined : sentences.join(' ');
}
