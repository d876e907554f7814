import type { Screen } from '../../../main/contract/screen.ts';
import type { Session } from '../../../main/contract/session.ts';
import type { Fit, Picture, SentKeys } from '../../frames/control.ts';

/** Names of the choices, as they stand in menus. */
export const fitNames: Record<Fit, { short: string; long: string }> = {
  scale: { short: 'Fit', long: 'Scale to fit' },
  resize: { short: 'Resize', long: 'Change the machine’s size' },
  actual: { short: '1:1', long: 'Actual size' },
};

export const pictureNames: Record<Picture, { short: string; long: string }> = {
  auto: { short: 'Auto', long: 'By the measured rate' },
  sharp: { short: 'Sharp', long: 'Sharp' },
  balanced: { short: 'Balanced', long: 'Balanced' },
  fast: { short: 'Fast', long: 'Fast, on a slow line' },
};

export const sentKeyNames: Record<SentKeys, string> = {
  'ctrl-alt-delete': 'Ctrl+Alt+Delete',
  'ctrl-alt-backspace': 'Ctrl+Alt+Backspace',
  'ctrl-escape': 'Ctrl+Esc',
  'alt-tab': 'Alt+Tab',
  'alt-f4': 'Alt+F4',
  super: 'Windows or Super key',
  print: 'Print Screen',
};

const two = (value: number): string => String(value).padStart(2, '0');

/** "storefront-412 2026-11-22 07.31.05.png", in the time of this computer. */
export function pictureName({ title }: Pick<Session, 'title'>, at: Date): string {
  const name = title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|-+$/g, '');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join('.');
  return `${name.slice(0, 64) || 'screen'} ${day} ${time}.png`;
}

const ownHosts = new Set(['127.0.0.1', 'localhost', '::1']);

/** Somebody on the way could see the screen and what is typed. */
export function isReadable({ isEncrypted, route, host }: Screen): boolean {
  return isEncrypted === false && route === 'direct' && !ownHosts.has(host);
}
