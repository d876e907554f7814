import type { FoundScreen, ScreenStarter } from '../../../contract/screen.ts';
import { posixQuote } from '../../../lib/posix-quote.ts';
import { FIRST_VNC_PORT } from './listening-ports.ts';
import { desktopSessions, terminals, windowManagers } from './look-script.ts';
import { isShareable, type Display, type MachineLook } from './machine-look.ts';

/** Size of a new desktop; its viewer can change it. */
const GEOMETRY = '1280x800';
const LAST_DISPLAY = 99;
/** Displays that are offered: with the new desktop as many starters as the contract has room for. */
const MAX_SHARED = 15;
/** Where the server finds its password, open and nameless: it reads it anew for every viewer. */
const PASSWORD_FILE = '/proc/self/fd/3';

/** A starter, and where its server will answer. */
export interface Starter extends ScreenStarter {
  port: number;
}

/** Ways to show a screen on a Linux machine, as far as it has the programs. Each has a port of its own. */
export function createStarters(look: MachineLook, found: readonly FoundScreen[]): Starter[] {
  if (look.system !== 'linux' || look.listening === undefined) return [];
  const isShown = ({ number }: Display) => found.some(({ port }) => port === FIRST_VNC_PORT + number);
  const free = freeNumbers(look, found);
  const next = () => free.next().value ?? LAST_DISPLAY;
  const starters: Starter[] = [];
  if (look.commands.has('x11vnc')) {
    const displays = look.displays.filter((display) => isShareable(display) && !isShown(display));
    for (const display of displays.slice(0, MAX_SHARED)) starters.push(share(look, display, next()));
  }
  if (look.tigerVnc !== undefined) starters.push(startDesktop(look, look.tigerVnc, next()));
  return starters;
}

/** Numbers of displays of which neither the display nor the port is in use. */
function* freeNumbers({ displays, listening }: MachineLook, found: readonly FoundScreen[]): Generator<number, void> {
  const taken = new Set(displays.map(({ number }) => number));
  for (const { port } of [...(listening?.values() ?? []), ...found]) taken.add(port - FIRST_VNC_PORT);
  for (let number = 1; number <= LAST_DISPLAY; number += 1) if (!taken.has(number)) yield number;
}

/** The password comes in through standard input, and is never in a file that has a name while the server runs. */
const takePassword = [
  '# It runs until the machine goes. Its password comes through standard input, not in a command line.',
  'password=$(umask 077; mktemp) && cat >"$password" && exec 3<"$password" && rm -f "$password" || exit 1',
  'log=$(umask 077; mktemp) && exec 4>"$log" 5<"$log" && rm -f "$log" || exit 1',
];

function detach({ commands }: MachineLook): string {
  return commands.has('setsid') ? 'setsid' : 'nohup';
}

function share(look: MachineLook, { number, authority }: Display, free: number): Starter {
  const port = FIRST_VNC_PORT + free;
  const cookies = authority?.isReadable === true ? ` -auth ${posixQuote(authority.file)}` : '';
  const command = [
    ...takePassword,
    `${detach(look)} x11vnc -display :${number}${cookies} -rfbport ${port} -localhost -no6 -norc -forever -shared -rfbauth ${PASSWORD_FILE} -quiet </dev/null >&4 2>&4 5<&- &`,
    'server=$!',
  ];
  return {
    id: `x11vnc-${number}`,
    title: `Share the desktop that is there (x11vnc, display :${number})`,
    command: command.join('\n'),
    port,
  };
}

function startDesktop(look: MachineLook, program: string, display: number): Starter {
  const { commands } = look;
  const port = FIRST_VNC_PORT + display;
  const hasCookies = commands.has('xauth');
  const session = desktopSessions.find((name) => commands.has(name));
  const manager = session === undefined ? windowManagers.find((name) => commands.has(name)) : undefined;
  const terminal = session === undefined ? terminals.find((name) => commands.has(name)) : undefined;
  const programs = [session, manager, terminal].filter((name) => name !== undefined);
  const command = [
    ...takePassword,
    // Other users of the machine are kept off the display.
    ...(hasCookies
      ? [
          'export XAUTHORITY="${XAUTHORITY:-$HOME/.Xauthority}"',
          `echo "add :${display} . $(od -An -N16 -tx1 /dev/urandom | tr -d ' ')" | xauth -q >&4 2>&4`,
        ]
      : []),
    `${detach(look)} ${program} :${display}${hasCookies ? ' -auth "$XAUTHORITY"' : ''} -rfbport ${port} -localhost -geometry ${GEOMETRY} -depth 24 -SecurityTypes VncAuth -rfbauth ${PASSWORD_FILE} -AlwaysShared -nolisten tcp -noreset </dev/null >&4 2>&4 5<&- &`,
    'server=$!',
    `tries=0; while [ ! -S /tmp/.X11-unix/X${display} ] && kill -0 $server && [ $tries -lt 50 ]; do tries=$((tries + 1)); sleep 0.1 || sleep 1; done 2>/dev/null`,
    ...programs.map(
      (name) => `DISPLAY=:${display} ${detach(look)} ${name} </dev/null >/dev/null 2>&1 3<&- 4>&- 5<&- &`,
    ),
  ];
  const what = [program, GEOMETRY, programs.length === 0 ? 'empty' : programs.join(' and ')].join(', ');
  return { id: `desktop-${display}`, title: `Start a new desktop (${what})`, command: command.join('\n'), port };
}
