import { plainText } from '../../../lib/plain-text.ts';

/** Where VNC servers listen: 5900 and the number of the display (RFC 6143, section 1.1, and every server since). */
export const FIRST_VNC_PORT = 5900;
const LAST_VNC_PORT = 5999;
/** Where RDP servers listen, and the next ones for more of them. */
export const FIRST_RDP_PORT = 3389;
const LAST_RDP_PORT = 3399;

/** Programs that show screens on whatever port they were told. */
const vncPrograms = new Set([
  'Xtigervnc',
  'Xtightvnc',
  'Xvnc',
  'x11vnc',
  'x0vncserver',
  'x0tigervncserve',
  'wayvnc',
  'krfb',
  'vino-server',
]);

/** A port on which something of the machine listens. */
export interface ListeningPort {
  port: number;
  /** The name of the program, when the machine tells it to this user. */
  program?: string;
}

const patterns: readonly { pattern: RegExp; radix: number }[] = [
  // /proc/net/tcp and tcp6 (proc(5)): 0A is LISTEN.
  { pattern: /^\s*\d+: [0-9A-F]{8,32}:(?<port>[0-9A-F]{4}) [0-9A-F]{8,32}:0000 0A /, radix: 16 },
  // ss -ltnpH of iproute2.
  {
    pattern: /^LISTEN\s+\d+\s+\d+\s+\S{1,80}:(?<port>\d{1,5})\s+\S{1,80}(?:\s+users:\(\("(?<program>[^"]{1,64})")?/,
    radix: 10,
  },
  // netstat -ltnp of net-tools and busybox.
  {
    pattern: /^tcp6?\s+\d+\s+\d+\s+\S{1,80}:(?<port>\d{1,5})\s+\S{1,80}\s+LISTEN(?:\s+\d+\/(?<program>[^\s:]{1,64}))?/,
    radix: 10,
  },
  // netstat -an -p tcp of macOS and the BSDs: the port stands behind a dot.
  { pattern: /^tcp\d{0,2}\s+\d+\s+\d+\s+\S{1,80}\.(?<port>\d{1,5})\s+\S{1,80}\s+LISTEN/, radix: 10 },
];

/** Reads what tools say of listening ports, in whatever of their formats. What is no such line is passed over. */
export function readListeningPorts(lines: readonly string[]): Map<number, ListeningPort> {
  const found = new Map<number, ListeningPort>();
  for (const line of lines) {
    const listening = readLine(line);
    if (listening === undefined) continue;
    found.set(listening.port, { ...found.get(listening.port), ...listening });
  }
  return found;
}

function readLine(line: string): ListeningPort | undefined {
  for (const { pattern, radix } of patterns) {
    const groups = pattern.exec(line)?.groups;
    if (groups === undefined) continue;
    const port = Number.parseInt(groups['port'] ?? '', radix);
    if (!(port >= 1 && port <= 65_535)) return undefined;
    const program = plainText(groups['program'] ?? '', 32);
    return program === '' ? { port } : { port, program };
  }
  return undefined;
}

/** Whether it is to be asked in the way of RDP. Servers of VNC speak without being asked. */
export function mayBeRdp({ port, program }: ListeningPort): boolean {
  return (port >= FIRST_RDP_PORT && port <= LAST_RDP_PORT) || program === 'xrdp';
}

/** Whether a screen may be behind it. */
export function mayBeScreen(listening: ListeningPort): boolean {
  const { port, program = '' } = listening;
  const isVnc = (port >= FIRST_VNC_PORT && port <= LAST_VNC_PORT) || vncPrograms.has(program);
  return isVnc || mayBeRdp(listening);
}
