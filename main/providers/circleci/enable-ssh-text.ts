import { hostSchema, portSchema, userSchema, type HostKey, type Shell } from '../../contract/session.ts';
import { parseGoDuration } from './go-duration.ts';

/** What the step "Enable SSH" prints, as far as it could be read. The text is hostile until it went through here. */
export interface SshText {
  host: string;
  port: number;
  /** Of the proxy; a machine that is reached directly does not care. */
  user: string | undefined;
  /** Windows only: what to run in place of the login shell. */
  shells: Shell[];
  hostKey: HostKey | undefined;
  /** How long the machine stays without anybody on it, and in all; milliseconds. */
  idleMs: number | undefined;
  maxMs: number | undefined;
}

interface SshLine {
  host: string;
  port: number;
  user: string | undefined;
  shell: string | undefined;
}

const SSH_PORT = 22;
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/g;
/** Longest text that is looked at, in characters. */
const MAX_LENGTH = 64 * 1024;
const MAX_STAY_MS = 7 * 24 * 3_600_000;

/** The shells of a Windows machine, the usual one first. */
const windowsShells: Shell[] = [
  { name: 'PowerShell', command: 'powershell.exe' },
  { name: 'PowerShell 7', command: 'pwsh.exe' },
  { name: 'Bash', command: 'bash.exe' },
  { name: 'Command Prompt', command: 'cmd.exe' },
];

/** `ssh [-t] [-p port] [user@]host[:port] [-p port] [--] [shell]`; undefined for everything else. */
function readCommand(words: string[]): SshLine | undefined {
  let target: string | undefined;
  let port: string | undefined;
  let shell: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-t' || word === '-tt') continue;
    if (word === '-p') port ??= words[(index += 1)];
    else if (/^-p\d+$/.test(word)) port ??= word.slice(2);
    else if (word === '--') {
      shell = words[index + 1];
      break;
    } else if (word.startsWith('-')) {
      // No other option is ever printed, and some of them run programs.
      return undefined;
    } else if (target === undefined) target = word;
    else {
      shell = word;
      break;
    }
  }
  if (target === undefined) return undefined;
  const at = target.lastIndexOf('@');
  const user = at === -1 ? undefined : target.slice(0, at);
  const [name = '', ...rest] = target.slice(at + 1).split(':');
  const hasPort = rest.length === 1 && port === undefined;
  const host = rest.length === 0 || hasPort ? name : target.slice(at + 1);
  if (hasPort) port = rest[0];
  // "ssh key" is no command: what is printed has a user or a port.
  if (user === undefined && port === undefined) return undefined;
  const number = port === undefined ? SSH_PORT : Number(port);
  const isGood =
    hostSchema.safeParse(host).success &&
    portSchema.safeParse(number).success &&
    (user === undefined || userSchema.safeParse(user).success);
  return isGood ? { host, port: number, user, shell } : undefined;
}

function readHostKey(text: string): HostKey | undefined {
  const match = /([A-Za-z0-9-]+) key fingerprint of the host is[\s:]*(SHA256:[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/])/.exec(
    text,
  );
  const [, kind = '', sha256] = match ?? [];
  if (sha256 === undefined) return undefined;
  return { algorithm: kind.toUpperCase() === 'RSA' ? 'ssh-rsa' : kind.toLowerCase(), sha256, source: 'provider' };
}

function stay(text: string | undefined): number | undefined {
  const durationMs = text === undefined ? undefined : parseGoDuration(text);
  return durationMs === undefined || durationMs <= 0 || durationMs > MAX_STAY_MS ? undefined : durationMs;
}

/** Reads where a machine answers out of the output of "Enable SSH"; undefined when it does not say. */
export function readSshText(output: string): SshText | undefined {
  const text = output.slice(0, MAX_LENGTH).replace(ESCAPES, '').replaceAll('\r', '');
  const lines = text.split('\n').flatMap((line): SshLine[] => {
    const command = /(?:^|[\s$"'`])ssh[ \t]+(\S.*)$/.exec(line)?.[1];
    const read = command === undefined ? undefined : readCommand(command.trim().split(/\s+/));
    return read === undefined ? [] : [read];
  });
  const [first] = lines;
  if (first === undefined) return undefined;
  const named = new Set(
    lines
      .filter(({ host, port }) => host === first.host && port === first.port)
      .map(({ shell }) => shell?.toLowerCase()),
  );
  const lifetime = /stay up for ([0-9a-zµ.]+),? or until ([0-9a-zµ.]+) passes/.exec(text);
  return {
    host: first.host,
    port: first.port,
    user: first.user,
    shells: windowsShells.filter(({ command }) => named.has(command)),
    hostKey: readHostKey(text),
    maxMs: stay(lifetime?.[1]),
    idleMs: stay(lifetime?.[2]),
  };
}
