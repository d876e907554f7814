import { readSections } from './look-script.ts';
import { readListeningPorts } from './listening-ports.ts';
import type { ListeningPort } from './listening-ports.ts';

/** A display of the X Window System on the machine. */
export interface Display {
  number: number;
  /** Whether the user who is signed in may draw on it; undefined when it could not be tried. */
  isOpen: boolean | undefined;
  /** What serves it: "Xvfb", "Xorg". */
  server?: string;
  /** The file with its cookies, when the server's command line names one. */
  authority?: string;
}

/** Whether its picture can be shown by somebody else: some show themselves already, some have no picture of their own. */
export function isShareable({ isOpen, authority, server }: Display): boolean {
  if (server !== undefined && /^(?:Xvnc|Xtigervnc|Xtightvnc|Xwayland)$/.test(server)) return false;
  return isOpen !== false || authority !== undefined;
}

/** What was seen on a machine. All of it is hostile but for its form. */
export interface MachineLook {
  system: 'linux' | 'macos' | 'windows' | 'other';
  /** Of the commands that were asked for, those that are there. */
  commands: ReadonlySet<string>;
  /** The X server of TigerVNC. */
  tigerVnc: 'Xtigervnc' | 'Xvnc' | undefined;
  /** Undefined when the machine does not tell. */
  listening: ReadonlyMap<number, ListeningPort> | undefined;
  displays: readonly Display[];
  /** Windows: Remote Desktop is switched off. */
  isRdpOff: boolean;
}

/** Reads what the script found; undefined when it was not run to its end. */
export function readLook(output: string): MachineLook | undefined {
  const sections = readSections(output);
  if (sections === undefined) return undefined;
  const lines = (name: string) => sections.get(name) ?? [];
  const said = new Set(lines('commands'));
  const listening = sections.get('listening');
  const tigerVnc = (['Xtigervnc', 'Xvnc'] as const).find((name) => said.has(`tigervnc ${name}`));
  return {
    system: systemOf(lines('system')[0] ?? ''),
    commands: said,
    tigerVnc,
    listening: listening === undefined ? undefined : readListeningPorts(listening),
    displays: readDisplays(lines('displays'), lines('servers')),
    isRdpOff: lines('rdp')[0] === '1',
  };
}

function systemOf(name: string): MachineLook['system'] {
  const systems: Record<string, MachineLook['system']> = { Linux: 'linux', Darwin: 'macos', Windows: 'windows' };
  return systems[name] ?? 'other';
}

function readDisplays(lines: readonly string[], servers: readonly string[]): Display[] {
  const known = new Map(servers.map(readServer).filter((server) => server !== undefined));
  const displays = new Map<number, Display>();
  for (const line of lines) {
    const [, digits, state] = /^(\d{1,3}) (open|closed|unknown)$/.exec(line) ?? [];
    if (digits === undefined) continue;
    const number = Number(digits);
    displays.set(number, {
      number,
      isOpen: state === 'unknown' ? undefined : state === 'open',
      ...known.get(number),
    });
  }
  return [...displays.values()].toSorted((one, other) => one.number - other.number);
}

/** From the command line of an X server: its display, its name and the file with its cookies. */
function readServer(line: string): [number, { server: string; authority?: string }] | undefined {
  const [path = '', ...words] = line.split(' ');
  const server = /(?:^|\/)(X[A-Za-z]{0,15})$/.exec(path)?.[1];
  const display = words.find((word) => /^:\d{1,3}$/.test(word));
  if (server === undefined || display === undefined) return undefined;
  const authority = words[words.indexOf('-auth') + 1] ?? '';
  // Without -auth this is the first word, which is no path.
  const isPath = words.includes('-auth') && /^\/[A-Za-z0-9_@%+=:,./-]{1,255}$/.test(authority);
  return [Number(display.slice(1)), isPath ? { server, authority } : { server }];
}
