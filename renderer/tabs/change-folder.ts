import type { SessionMachine } from '../../main/contract/session.ts';

/**
 * The line that goes to a folder, for the shell that answers on such a machine (POSIX shells; PowerShell on Windows). A
 * path that begins with `~/` lies in the home folder, wherever that is.
 * Control characters are left out: in a typed line they would be keys.
 */
export function changeFolderLine(path: string, os: SessionMachine['os']): string {
  const text = path.replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
  const isHome = text === '~' || text.startsWith('~/');
  const rest = isHome ? text.slice(2) : text;
  if (os === 'windows') {
    const quoted = `'${rest.replaceAll("'", "''")}'`;
    return isHome ? `Set-Location -LiteralPath (Join-Path $HOME ${quoted})` : `Set-Location -LiteralPath ${quoted}`;
  }
  const quoted = rest === '' ? '' : `'${rest.replaceAll("'", String.raw`'\''`)}'`;
  return isHome ? `cd -- ~/${quoted}` : `cd -- ${quoted}`;
}
