import { plainText } from '../lib/plain-text.ts';

/** Names Windows keeps for devices, with any ending. Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const MAX_LENGTH = 120;

/** A file name that every system takes, made of whatever a service calls a file: its last part, nothing hidden in it. */
export function safeFileName(name: string): string {
  const last = name.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const cleaned = plainText(last, 4096)
    .replaceAll(/[<>:"|?*]/g, '_')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  if (cleaned === '') return 'artifact';
  const named = DEVICES.test(cleaned) ? `_${cleaned}` : cleaned;
  if (named.length <= MAX_LENGTH) return named;
  const ending = /\.[A-Za-z0-9]{1,10}(?:\.[A-Za-z0-9]{1,10})?$/.exec(named)?.[0] ?? '';
  return named.slice(0, MAX_LENGTH - ending.length) + ending;
}
