import type { SessionMachine } from '../../../main/contract/session.ts';

/**
 * The line that goes to a folder, for the shell that answers on such a machine (POSIX shells; PowerShell on Windows).
 * Control characters are left out: in a typed line they would be keys.
 */
export function changeFolderLine(path: string, os: SessionMachine['os']): string {
  const text = path.replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
  if (os === 'windows') return `Set-Location -LiteralPath '${text.replaceAll("'", "''")}'`;
  return `cd -- '${text.replaceAll("'", String.raw`'\''`)}'`;
}
