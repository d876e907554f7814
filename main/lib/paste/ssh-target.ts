import type { Jump } from '../../contract/machine-form.ts';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../result.ts';
import { readAddress, readHost, readPort, readUser, type Address } from './address.ts';
import { quote, refuse } from './refuse.ts';

/** What the options of an ssh command say so far. Of values given twice the first one counts, as for OpenSSH. */
export interface SshTarget {
  host?: string;
  /** `HostName`: where a host that was named otherwise really is. */
  hostName?: string;
  port?: number;
  user?: string;
  password?: string;
  identityFile?: string;
  jumps?: Jump[];
  command?: string;
  /** Options that were read and are not followed, by name. */
  unused: Set<string>;
  notes: Set<string>;
}

/** Options that change nothing about where the command leads or who signs in; not worth a word. */
const silentOptions = new Set([
  'addressfamily',
  'batchmode',
  'connectionattempts',
  'connecttimeout',
  'escapechar',
  'identitiesonly',
  'kbdinteractiveauthentication',
  'loglevel',
  'numberofpasswordprompts',
  'passwordauthentication',
  'preferredauthentications',
  'pubkeyauthentication',
  'requesttty',
  'serveralivecountmax',
  'serveraliveinterval',
  'tcpkeepalive',
  'visualhostkey',
]);

const HOST_KEY_NOTE =
  'The option that switches off the check of the host key is not followed: Jumpseat always checks that it stays the same machine.';

/** Takes a place such as `user@host`, `ssh://user@host:port` or `user@host:port`. */
export function takeDestination(target: SshTarget, text: string): Result<undefined> {
  const address = readSshUrl(text) ?? readAddress(text);
  if (!address.ok) return address;
  const { host, port, user, password } = address.value;
  target.host = host;
  if (port !== undefined) target.port ??= port;
  if (user !== undefined) target.user ??= user;
  if (password !== undefined) target.password ??= password;
  return ok();
}

/** Reads `ssh://user@host:port/`; undefined when it is no such address. */
export function readSshUrl(text: string): Result<Address> | undefined {
  const url = /^ssh:\/\/([^/?#]*)/i.exec(text);
  return url === null ? undefined : readAddress(url[1] ?? '', 'ssh', true);
}

/** Takes `-J` or `ProxyJump`: machines on the way, in order, with commas between them. */
export function takeJumps(target: SshTarget, text: string): Result<undefined> {
  const jumps: Jump[] = [];
  if (text.toLowerCase() !== 'none') {
    for (const part of text.split(',')) {
      const address = readSshUrl(part.trim()) ?? readAddress(part.trim());
      if (!address.ok) return address;
      const { host, port = 22, user } = address.value;
      jumps.push({ host, port, ...(user === undefined ? {} : { user }) });
    }
  }
  target.jumps ??= jumps;
  return ok();
}

export function takePort(target: SshTarget, text: string): Result<undefined> {
  const port = readPort(text);
  if (!port.ok) return port;
  target.port ??= port.value;
  return ok();
}

export function takeUser(target: SshTarget, text: string): Result<undefined> {
  const user = readUser(text);
  if (!user.ok) return user;
  target.user ??= user.value;
  return ok();
}

export function takeIdentityFile(target: SshTarget, path: string): Result<undefined> {
  if (target.identityFile !== undefined && target.identityFile !== path)
    target.notes.add('Only the first key file is used.');
  target.identityFile ??= path;
  return ok();
}

/** Takes `-o`: "Key=Value" or "Key Value" (ssh_config(5)). */
export function takeOption(target: SshTarget, text: string): Result<undefined> {
  const match = /^([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*)$/.exec(text.trim());
  if (match === null) return refuse(`${quote(text)} after -o is not an option with a value.`);
  const name = match[1] ?? '';
  const value = (match[2] ?? '').replace(/^"(.*)"$/, '$1');
  switch (name.toLowerCase()) {
    case 'port':
      return takePort(target, value);
    case 'user':
      return takeUser(target, value);
    case 'hostname': {
      const host = readHost(value);
      if (host.ok) target.hostName ??= host.value;
      return host.ok ? ok() : host;
    }
    case 'identityfile':
      return takeIdentityFile(target, value);
    case 'proxyjump':
      return takeJumps(target, value);
    case 'proxycommand':
      if (value.toLowerCase() === 'none') return ok();
      return refuse(
        'The command reaches its machine through a ProxyCommand, a program that would have to be run on this computer.',
        'Jumpseat runs no program out of a pasted text. Run it yourself, and paste the address that it opens.',
      );
    case 'remotecommand':
      if (value.toLowerCase() !== 'none') target.command ??= value;
      return ok();
    case 'stricthostkeychecking':
      if (!['yes', 'ask', 'true'].includes(value.toLowerCase())) target.notes.add(HOST_KEY_NOTE);
      return ok();
    case 'userknownhostsfile':
    case 'globalknownhostsfile':
    case 'checkhostip':
      // They come together with StrictHostKeyChecking, and say the same.
      return ok();
    default:
      if (!silentOptions.has(name.toLowerCase())) target.unused.add(`-o ${name}`);
      return ok();
  }
}
