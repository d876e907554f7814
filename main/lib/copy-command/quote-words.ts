import { posixQuote } from '../posix-quote.ts';

/** The shell of this computer into which a command will be pasted. */
export type LocalShell = 'posix' | 'powershell';

/** A word for PowerShell: in single quotes nothing is special but these, typographic ones included. */
function powershellQuote(word: string): string {
  if (/^[A-Za-z0-9_./:=-]+$/.test(word)) return word;
  return `'${word.replace(/['\u2018\u2019\u201A\u201B]/g, (quote) => quote + quote)}'`;
}

export function quoteWord(word: string, shell: LocalShell): string {
  return shell === 'posix' ? posixQuote(word) : powershellQuote(word);
}

/** A word within rsync's `-e`: it splits by itself, at spaces outside quotes; a quote within quotes is doubled (rsync(1)). */
export function quoteForRsh(word: string): string {
  return /[ '"]/.test(word) ? `'${word.replaceAll("'", "''")}'` : word;
}

/** A path for scp, which looks for wildcards in it and takes a character after a backslash as it is (glob(7)). */
export function escapeForScp(path: string): string {
  return path.replace(/[\\*?[\]{}]/g, (special) => `\\${special}`);
}

/**
 * A path for rsync, where a backslash only counts before a wildcard, and only where there is one. Undefined for a path with
 * both: what it then looks for on the machine is not what it takes from it (seen with 3.5).
 */
export function escapeForRsync(path: string): string | undefined {
  if (!/[*?[]/.test(path)) return path;
  return path.includes('\\') ? undefined : path.replace(/[*?[]/g, (wildcard) => `\\${wildcard}`);
}

/** A value for an option of OpenSSH's configuration: spaces need quotes, and `%` stands for tokens (ssh_config(5)). */
export function quoteConfig(value: string): string {
  const plain = value.replaceAll('%', '%%');
  return /[\s#']/.test(plain) ? `"${plain}"` : plain;
}
