import { isIP } from 'node:net';
import type { ListeningPort } from '../../contract/forward.ts';
import { plainText } from '../../lib/plain-text.ts';
import { frame, MAX_LINE_LENGTH, MAX_LINES } from './listening-script.ts';

/** More than this are not shown: whoever has so many knows which one is meant. */
export const MAX_PORTS = 500;

const ADDRESS = '(?<address>[0-9A-Za-z.:*%_\\[\\]-]{0,80})';
const PORT = '(?<port>\\d{1,5})';

/** A line of each tool; what looks like none of them is passed over. */
const patterns: readonly RegExp[] = [
  // ss -Hltnp of iproute2. A program may call itself anything.
  new RegExp(
    `^LISTEN\\s+\\d+\\s+\\d+\\s+${ADDRESS}:${PORT}\\s+\\S{1,80}(?:\\s+users:\\(\\("(?<program>[^"]{1,64})",pid=(?<pid>\\d{1,10}),)?`,
  ),
  // netstat -ltnp of net-tools and busybox.
  new RegExp(
    `^tcp6?\\s+\\d+\\s+\\d+\\s+${ADDRESS}:${PORT}\\s+\\S{1,80}\\s+LISTEN(?:\\s+(?<pid>\\d{1,10})/(?<program>[^\\s:]{1,64}))?`,
  ),
  // netstat -an -p tcp of macOS and the BSDs: the port stands behind a dot.
  new RegExp(`^tcp\\d{0,2}\\s+\\d+\\s+\\d+\\s+${ADDRESS}\\.${PORT}\\s+\\S{1,80}\\s+LISTEN`),
  // netstat -ano of Windows, in whatever language: only what listens has nobody at the other end.
  new RegExp(`^\\s*TCP\\s+${ADDRESS}:${PORT}\\s+(?:0\\.0\\.0\\.0|\\[::\\]):0\\s+\\S{1,40}\\s+(?<pid>\\d{1,10})\\s*$`),
];
/** /proc/net/tcp and tcp6 (proc(5)): 0A is LISTEN. */
const PROC = /^\s*\d+: (?<address>[0-9A-F]{8}|[0-9A-F]{32}):(?<port>[0-9A-F]{4}) [0-9A-F]{8,32}:0000 0A /;

/** What the script found, by port; undefined when it was not run to its end. All of it is hostile but for its form. */
export function readListening(output: string): ListeningPort[] | undefined {
  const text = output.replaceAll('\r\n', '\n');
  const begin = text.lastIndexOf(`${frame.BEGIN}\n`);
  const end = text.indexOf(`${frame.END}`, begin);
  if (begin < 0 || end < 0) return undefined;
  const found = new Map<string, ListeningPort>();
  const add = (listening: ListeningPort | undefined): void => {
    if (listening === undefined) return;
    const name = `${listening.address} ${listening.port}`;
    found.set(name, { ...listening, ...found.get(name) });
  };
  /** lsof tells the process first, then a line for each of its sockets. */
  let process: { pid?: string; program?: string } = {};
  for (const line of text.slice(begin, end).split('\n').slice(1, MAX_LINES)) {
    const [, field, value = ''] = /^([pcn])(.{1,200})$/.exec(line) ?? [];
    if (field === 'p') process = { pid: value };
    else if (field === 'c') process = { ...process, program: value };
    else if (field === 'n') add(readLsof(value, process));
    else add(readLine(line.slice(0, MAX_LINE_LENGTH)));
  }
  return [...found.values()]
    .toSorted((one, other) => one.port - other.port || (one.address < other.address ? -1 : 1))
    .slice(0, MAX_PORTS);
}

function readLsof(name: string, process: { pid?: string; program?: string }): ListeningPort | undefined {
  const groups = new RegExp(`^${ADDRESS}:${PORT}$`).exec(name)?.groups;
  if (groups === undefined) return undefined;
  return toListening(groups['address'] ?? '', Number(groups['port']), process.pid, process.program);
}

function readLine(line: string): ListeningPort | undefined {
  for (const pattern of patterns) {
    const groups = pattern.exec(line)?.groups;
    if (groups !== undefined) {
      return toListening(groups['address'] ?? '', Number(groups['port']), groups['pid'], groups['program']);
    }
  }
  const groups = PROC.exec(line)?.groups;
  if (groups === undefined) return undefined;
  return toListening(fromHex(groups['address'] ?? ''), Number.parseInt(groups['port'] ?? '', 16));
}

function toListening(
  written: string,
  port: number,
  pidText: string | undefined = '',
  programText: string | undefined = '',
): ListeningPort | undefined {
  const address = readAddress(written);
  if (address === undefined || !(port >= 1 && port <= 65_535)) return undefined;
  const program = plainText(programText, 64);
  const pid = Number(pidText);
  return {
    port,
    address,
    ...(program === '' || program === '-' ? {} : { program }),
    ...(Number.isSafeInteger(pid) && pid > 0 ? { pid } : {}),
  };
}

/** Without brackets, zones and the IPv6 form of IPv4 addresses; undefined for what is no address. */
function readAddress(written: string): string | undefined {
  const bare = written.replace(/^\[|\]$/g, '').replace(/%[\w.-]{1,16}$/, '');
  if (bare === '*' || bare === '') return '*';
  const address = bare.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 ? undefined : address.toLowerCase();
}

/** Groups of four bytes, each in the byte order of the machine, of which nearly all put the lowest byte first. */
function fromHex(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).toReversed());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => `${bytes[index * 2]}${bytes[index * 2 + 1]}`);
  if (groups.every((group) => group === '0000')) return '::';
  const isMapped = groups.slice(0, 5).every((group) => group === '0000') && groups[5] === 'FFFF';
  if (isMapped) {
    return bytes
      .slice(12)
      .map((byte) => Number.parseInt(byte, 16))
      .join('.');
  }
  // As the parser of addresses shortens it.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
