import { quoteConfig } from './quote-words.ts';

/** How the machine lets the person in, as far as another program can do the same. */
export type OtherSignIn = { kind: 'password' } | { kind: 'agent'; label: string } | { kind: 'key-file'; path: string };

/** The machine's host key, in a file of its own that ssh reads. */
export interface HostKeyPin {
  /** The name under which the key stands in the file. */
  alias: string;
  file: string;
  /**
   * On Windows: the home folder the file is in, which ssh then puts in by itself (ssh_config(5), TOKENS). Its name may hold
   * spaces, and the quotes they need do not get past PowerShell 5.
   */
  home?: string | undefined;
}

function pinValue({ file, home }: HostKeyPin): string {
  const isBelow = home !== undefined && file.startsWith(home);
  return isBelow ? `%d${quoteConfig(file.slice(home.length).replaceAll('\\', '/'))}` : quoteConfig(file);
}

export interface CommandTarget {
  user: string;
  host: string;
  port: number;
  signIn: OtherSignIn;
  pin: HostKeyPin;
}

/** The one line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). @param publicKey the blob in base64 */
export function knownHostsLine(alias: string, publicKey: string): string {
  return `${alias} ${keyType(publicKey)} ${publicKey}\n`;
}

/** The key says itself of which type it is, in its first string (RFC 4253, 6.6). */
function keyType(publicKey: string): string {
  const bytes = Uint8Array.from(atob(publicKey), (character) => character.charCodeAt(0));
  const length = new DataView(bytes.buffer).getUint32(0);
  return String.fromCharCode(...bytes.subarray(4, 4 + length));
}

/** A login name that is no part of an address, since it could be misread there. */
function isPlainUser(user: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(user);
}

/** `user@host`, with brackets around an address of IPv6 where a path may follow. */
export function addressOf({ user, host }: CommandTarget): string {
  const place = host.includes(':') ? `[${host}]` : host;
  return isPlainUser(user) ? `${user}@${place}` : place;
}

/**
 * Options for ssh, scp and sftp. Only the pin counts: no other list of keys is read, and the name under which the key is
 * looked up is in no other.
 * @param nowhere a file with nothing in it
 */
export function sshOptions({ user, signIn, pin }: CommandTarget, nowhere: string): string[] {
  const options = [
    `UserKnownHostsFile=${pinValue(pin)}`,
    `GlobalKnownHostsFile=${nowhere}`,
    `HostKeyAlias=${pin.alias}`,
    'StrictHostKeyChecking=yes',
    ...(isPlainUser(user) ? [] : [`User=${user}`]),
    ...(signIn.kind === 'key-file' ? ['IdentitiesOnly=yes'] : []),
    // With keys offered first, the machine may end the connection before it has asked.
    ...(signIn.kind === 'password' ? ['PreferredAuthentications=password,keyboard-interactive'] : []),
  ];
  const identity = signIn.kind === 'key-file' ? ['-i', signIn.path.replaceAll('%', '%%')] : [];
  return [...identity, ...options.flatMap((option) => ['-o', option])];
}
