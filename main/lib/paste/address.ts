import type { Result } from '../../contract/problem.ts';
import { hostSchema, portSchema, screenUserSchema, userSchema } from '../../contract/session.ts';
import { ok } from '../result.ts';
import { hasUnseen, quote, refuse } from './refuse.ts';

/** A place as it is written in one piece: `user:password@host:port`, each part but the host optional. */
export interface Address {
  host: string;
  port?: number;
  user?: string;
  password?: string;
}

export function readHost(text: string): Result<string> {
  const bare = /^\[.*\]$/.test(text) ? text.slice(1, -1) : text;
  const parsed = hostSchema.safeParse(bare);
  if (parsed.success) return ok(parsed.data);
  if (text === '') return refuse('No host is named.');
  if (hasUnseen(text))
    return refuse(
      `The host ${quote(text)} has characters in it that cannot be seen. Somebody may want to mislead you.`,
    );
  if (text.startsWith('-'))
    return refuse(
      `${quote(text)} is no host name: it begins with a dash, and other programs would take it for an option.`,
    );
  if (text.includes('$'))
    return refuse(`${quote(text)} is a variable of a shell, and Jumpseat fills in none.`, 'Write the name itself.');
  return refuse(`${quote(text)} is not the name or address of a computer.`);
}

export function readPort(text: string): Result<number> {
  const port = /^\d{1,10}$/.test(text) ? portSchema.safeParse(Number(text)).data : undefined;
  if (port !== undefined) return ok(port);
  // Other text may be a password in the wrong place: it is not repeated.
  if (!/^\d{1,10}$/.test(text)) return refuse('What stands in the place of the port is not a number.');
  return refuse(`${quote(text)} is not a port; ports go from 1 to 65535.`);
}

/** @param kind screens take names with a Windows domain, SSH does not */
export function readUser(text: string, kind: 'ssh' | 'vnc' | 'rdp' = 'ssh'): Result<string> {
  const parsed = (kind === 'ssh' ? userSchema : screenUserSchema).safeParse(text);
  if (parsed.success) return ok(parsed.data);
  if (text.startsWith('$'))
    return refuse(`${quote(text)} is a variable of a shell, and Jumpseat fills in none.`, 'Write the name itself.');
  return refuse(`${quote(text)} is not a user name that Jumpseat can use.`);
}

/** upterm's user names end with the address of one of its nodes in base64; no password looks like that. */
function isUptermUser(user: string, host: string): boolean {
  const node = user.slice(user.indexOf(':') + 1);
  if (!/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(node)) return false;
  if (/(^|\.)upterm\.dev$|^upterm/.test(host)) return true;
  try {
    return /^[A-Za-z0-9.[\]:-]+:\d{1,5}$/.test(atob(node.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return false;
  }
}

/**
 * Reads `user:password@host:port`. The last `@` counts, as for OpenSSH.
 * @param isUrl the parts before the host are percent-encoded
 */
export function readAddress(text: string, kind: 'ssh' | 'vnc' | 'rdp' = 'ssh', isUrl = false): Result<Address> {
  const at = text.lastIndexOf('@');
  const place = readPlace(text.slice(at + 1));
  if (!place.ok || at < 0) return place;
  const login = splitLogin(text.slice(0, at), place.value.host, kind, isUrl);
  if (login === undefined) return refuse('A percent sign in the address is followed by something else than a byte.');
  // VNC knows passwords without users: vnc://:secret@host
  if (login.user === '' && kind === 'vnc') return ok({ ...place.value, ...withPassword(login.password) });
  const user = readUser(login.user, kind);
  if (!user.ok) return user;
  return ok({ ...place.value, user: user.value, ...withPassword(login.password) });
}

function withPassword(password: string | undefined): { password?: string } {
  return password === undefined || password === '' ? {} : { password };
}

function splitLogin(
  text: string,
  host: string,
  kind: 'ssh' | 'vnc' | 'rdp',
  isUrl: boolean,
): { user: string; password?: string } | undefined {
  const colon = text.indexOf(':');
  const isWhole = colon < 0 || (kind === 'ssh' && isUptermUser(text, host));
  const parts = isWhole ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
  try {
    const [user = '', password] = isUrl ? parts.map((part) => decodeURIComponent(part)) : parts;
    return password === undefined ? { user } : { user, password };
  } catch {
    return undefined;
  }
}

/** Reads `host`, `host:port`, `[address]:port`, or an IPv6 address without a port. */
function readPlace(text: string): Result<Address> {
  const bracketed = /^(\[[^\]]*\])(?::(.*))?$/.exec(text);
  const colon = text.indexOf(':');
  const isIpv6 = colon >= 0 && colon !== text.lastIndexOf(':');
  const [hostText, portText] =
    bracketed !== null
      ? [bracketed[1] ?? '', bracketed[2]]
      : colon < 0 || isIpv6
        ? [text, undefined]
        : [text.slice(0, colon), text.slice(colon + 1)];
  const host = readHost(hostText);
  if (!host.ok) return host;
  if (portText === undefined || portText === '') return ok({ host: host.value });
  const port = readPort(portText);
  return port.ok ? ok({ host: host.value, port: port.value }) : port;
}
