import { readSections } from './look-script.ts';
import { readListeningPorts } from './listening-ports.ts';
import type { ListeningPort } from './listening-ports.ts';

/** A display of the X Window System on the machine. */
export interface Display {
  number: number;
  /** The user who is signed in has a cookie for it. */
  hasCookie: boolean;
  /** What serves it, when that can be seen: "Xvfb", "Xorg". */
  server?: string;
  /** The file with the cookies that it asks for. */
  authority?: { file: string; isReadable: boolean };
}

/** Whether its picture can be shown by somebody else: some show themselves already, some have no picture of their own. */
export function isShareable({ hasCookie, authority, server }: Display): boolean {
  if (server !== undefined && /^(?:Xvnc|Xtigervnc|Xtightvnc|Xwayland)$/.test(server)) return false;
  return authority === undefined || authority.isReadable || hasCookie;
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
    displays: readDisplays(
      lines('displays'),
      readServers(lines('servers'), lines('sockets'), new Set(lines('authorities'))),
    ),
    isRdpOff: lines('rdp')[0] === '1',
  };
}

function systemOf(name: string): MachineLook['system'] {
  const systems: Record<string, MachineLook['system']> = { Linux: 'linux', Darwin: 'macos', Windows: 'windows' };
  return systems[name] ?? 'other';
}

type Server = Pick<Display, 'server' | 'authority'>;

function readDisplays(lines: readonly string[], servers: ReadonlyMap<number, Server>): Display[] {
  const displays = new Map<number, Display>();
  for (const line of lines) {
    const [, digits, cookie] = /^(\d{1,3})( cookie)?$/.exec(line) ?? [];
    if (digits === undefined) continue;
    const number = Number(digits);
    displays.set(number, { number, hasCookie: cookie !== undefined, ...servers.get(number) });
  }
  return [...displays.values()].toSorted((one, other) => one.number - other.number);
}

/** What serves each display: its number stands in the server's command line, or at the socket on which it listens. */
function readServers(
  processes: readonly string[],
  sockets: readonly string[],
  readable: ReadonlySet<string>,
): Map<number, Server> {
  const displayOf = new Map<string, number>();
  for (const line of sockets) {
    const [, display, pid] = /\/tmp\/\.X11-unix\/X(\d{1,3}) .*[(,]pid=(\d{1,10})[,)]/.exec(line) ?? [];
    if (pid !== undefined) displayOf.set(pid, Number(display));
  }
  const servers = new Map<number, Server>();
  for (const line of processes) {
    const [, pid = '', name, options = ''] = /^ *(\d{1,10}) (?:[^ ]*\/)?(X[A-Za-z]{0,15})((?: .*)?)$/.exec(line) ?? [];
    const named = / :(\d{1,3})(?: |$)/.exec(options)?.[1];
    const display = named === undefined ? displayOf.get(pid) : Number(named);
    if (name === undefined || display === undefined) continue;
    const file = / -auth ([^ ]{1,255})(?: |$)/.exec(options)?.[1];
    // With other signs in its name it is left alone.
    const isReadable = file !== undefined && /^\/[A-Za-z0-9_@%+=:,./-]+$/.test(file) && readable.has(file);
    servers.set(display, { server: name, ...(file === undefined ? {} : { authority: { file, isReadable } }) });
  }
  return servers;
}
