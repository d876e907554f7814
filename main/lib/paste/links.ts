import type { Result } from '../../contract/problem.ts';
import { ok } from '../result.ts';
import { readAddress } from './address.ts';
import type { PastedRecord } from './record.ts';
import { refuse } from './refuse.ts';
import { readSshUrl } from './ssh-target.ts';

/** Links to machines, wherever they stand in a text. */
export const linkPattern = /\b(?:ssh|vnc|rdp):\/\/[^\s<>"'`]+/gi;

/** Reads `ssh://`, `vnc://user:password@host:port` and `rdp://` links. */
export function readLink(link: string): Result<PastedRecord> {
  const scheme = /^([a-z]+):\/\//i.exec(link)?.[1]?.toLowerCase();
  if (scheme === 'rdp') return readRdpLink(link.slice('rdp://'.length));
  const isScreen = scheme === 'vnc';
  const address = isScreen
    ? readAddress(/^[^/?#]*/.exec(link.slice('vnc://'.length))?.[0] ?? '', 'vnc', true)
    : readSshUrl(link);
  if (address === undefined) return refuse('This link leads to no machine.');
  return address.ok ? ok({ kind: isScreen ? 'vnc' : 'ssh', ...address.value }) : address;
}

/**
 * Reads what follows `rdp://`: the settings of an .rdp file with `&` between them, as Microsoft's clients for macOS,
 * iOS and Android take them ("full%20address=s:host:3389&username=s:anna"), or a plain address.
 */
function readRdpLink(text: string): Result<PastedRecord> {
  const bare = text.replace(/^\?/, '');
  if (!bare.includes('=')) {
    const address = readAddress(/^[^/?#]*/.exec(bare)?.[0] ?? '', 'rdp', true);
    return address.ok ? ok({ kind: 'rdp', ...address.value }) : address;
  }
  const settings = new Map<string, string>();
  for (const part of bare.replace(/\/$/, '').split('&')) {
    const split = part.indexOf('=');
    try {
      const name = decodeURIComponent(part.slice(0, Math.max(split, 0)).replaceAll('+', ' ')).toLowerCase();
      settings.set(name, decodeURIComponent(part.slice(split + 1)).replace(/^[sib]:/, ''));
    } catch {
      return refuse('A percent sign in the link is followed by something else than a byte.');
    }
  }
  return readRdpSettings(settings);
}

/** Makes a machine of the settings of an .rdp file, by their names in lower case. */
export function readRdpSettings(settings: ReadonlyMap<string, string>): Result<PastedRecord> {
  const full = settings.get('full address') || settings.get('alternate full address');
  if (full === undefined || full === '')
    return refuse('The remote desktop settings name no computer ("full address").');
  const address = readAddress(full.trim(), 'rdp');
  if (!address.ok) return address;
  const portText = settings.get('server port');
  const port = address.value.port ?? (portText === undefined || !/^\d{1,5}$/.test(portText) ? 3389 : Number(portText));
  const name = settings.get('username')?.trim() ?? '';
  const domain = settings.get('domain')?.trim() ?? '';
  const user = name !== '' && domain !== '' && !/[\\@]/.test(name) ? `${domain}\\${name}` : name;
  return ok({ kind: 'rdp', host: address.value.host, port, ...(user === '' ? {} : { user }) });
}
