import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../result.ts';
import { escapeForRsync, escapeForScp, quoteForRsh, quoteWord, type LocalShell } from './quote-words.ts';
import { addressOf, sshOptions, type CommandTarget } from './ssh-words.ts';

export interface CopyCommandRequest {
  program: 'rsync' | 'scp' | 'sftp';
  direction: 'upload' | 'download';
  shell: LocalShell;
  target: CommandTarget;
  /** Absolute. Downloads: what to fetch. Uploads: the one folder it goes to. */
  paths: readonly string[];
}

export interface CopyCommand {
  command: string;
  /** What it needs besides, for people. */
  notes: string[];
}

/**
 * A command line for another program that copies between the machine and the folder in which it is run. Uploads take all
 * that is in that folder. `bad-request`, `not-supported` where the program or the shell cannot be told a name.
 */
export function copyCommand(request: CopyCommandRequest): Result<CopyCommand> {
  const { program, direction, shell, target } = request;
  const paths = request.paths.map((path) => path.replace(/(?<=.)\/+$/, ''));
  const refusal = refuse(request, paths);
  if (refusal !== undefined) return refusal;
  const quote = (words: string[]): string => words.map((word) => quoteWord(word, shell)).join(' ');
  const nowhere = shell === 'powershell' ? 'none' : '/dev/null';
  const options = sshOptions(target, nowhere);
  const place = addressOf(target);
  const port = String(target.port);
  const notes = notesOf(request);

  if (program === 'rsync') {
    const ssh = ['ssh', '-p', port, ...options].map(quoteForRsh).join(' ');
    const words = ['rsync', '-a', '-s', '--partial', '--progress', '-e', ssh];
    const ends =
      direction === 'upload'
        ? ['./', `${place}:${intoFolder(paths[0])}`]
        : ['--safe-links', ...paths.map((path) => `${place}:${escapeForRsync(path)}`), '.'];
    return ok({ command: quote([...words, ...ends]), notes });
  }
  if (program === 'scp') {
    const words = ['scp', '-s', '-r', '-p', '-P', port, ...options];
    const ends =
      direction === 'upload'
        ? ['.', `${place}:${intoFolder(paths[0])}`]
        : [...paths.map((path) => `${place}:${escapeForScp(path)}`), '.'];
    return ok({ command: quote([...words, ...ends]), notes });
  }
  const lines =
    direction === 'upload'
      ? [`put -r . ${sftpQuote(intoFolder(paths[0]))}`]
      : paths.map((path) => `get -r ${sftpQuote(path)}`);
  // Read from a pipe it asks no questions; only a password still comes from the terminal, where `-b` would forbid it.
  const batch = target.signIn.kind === 'password' ? [] : ['-b', '-'];
  const sftp = quote(['sftp', ...batch, '-p', '-P', port, ...options, place]);
  const said = lines.map((line) => quoteWord(line, shell));
  const start = shell === 'posix' ? `printf '%s\\n' ${said.join(' ')}` : said.join(',');
  return ok({ command: `${start} | ${sftp}`, notes });
}

function refuse({ program, direction, shell }: CopyCommandRequest, paths: string[]): Result<never> | undefined {
  if (paths.some((path) => !path.startsWith('/')) || paths.length === 0)
    return fail('bad-request', 'It is not said where on the machine this lies.');
  if (direction === 'upload' && paths.length > 1)
    return fail('bad-request', 'An upload goes to one folder.', 'Choose one.');
  if (program === 'sftp' && paths.some((path) => /[\n\r]/.test(path)))
    return fail('not-supported', 'sftp cannot be told a name with a line break in it.', 'Use rsync or scp.');
  if (program === 'rsync' && direction === 'download' && paths.some((path) => escapeForRsync(path) === undefined))
    return fail('not-supported', 'rsync cannot be told a name with both a backslash and a wildcard in it.', 'Use scp.');
  if (shell === 'powershell' && program !== 'sftp' && paths.some((path) => path.includes('"')))
    return fail('not-supported', 'PowerShell cannot pass on a name with quotation marks in it.', 'Use sftp.');
  return undefined;
}

/** A folder as a target: whatever comes goes into it, under its own name. */
function intoFolder(path = '/'): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** A word of sftp's own commands; in quotes its wildcards are plain characters (sftp(1)). */
function sftpQuote(path: string): string {
  return `"${path.replace(/["\\]/g, (special) => `\\${special}`)}"`;
}

function notesOf({ program, direction, shell, target }: CopyCommandRequest): string[] {
  const notes = [
    direction === 'upload'
      ? 'Run it in the folder whose content is to be uploaded.'
      : 'Run it in the folder where the files should go.',
    'The host key is pinned by a file that Jumpseat keeps on this computer.',
  ];
  if (target.signIn.kind === 'password') notes.push('It will ask for the password.');
  if (target.signIn.kind === 'agent') notes.push(`The key ${target.signIn.label} must be in your SSH agent.`);
  if (target.signIn.kind === 'key-file') notes.push('If the key has a passphrase, it will ask for it.');
  if (program === 'rsync') notes.push('rsync 3.0 or newer is needed here and on the machine.');
  if (program === 'rsync' && shell === 'powershell') notes.push('rsync is not part of Windows; install it first.');
  if (program === 'scp') notes.push('OpenSSH 8.7 or newer is needed here, and SFTP on the machine.');
  return notes;
}
