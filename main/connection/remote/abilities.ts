import type { FileAbilities } from './machine-files.ts';

/** Most of what the probe may say; start-up files of shells can be talkative. */
export const PROBE_BYTES = 64 * 1024;
export const PROBE_TIMEOUT_MS = 15_000;

const BEGIN = 'jumpseat-probe-begin';
const END = 'jumpseat-probe-end';

/** Commands for a SHA-256 of their input, the usual ones first; each writes it as the first word. */
const hashers: Readonly<Record<string, string>> = {
  sha256sum: 'sha256sum',
  shasum: 'shasum -a 256',
  sha256: 'sha256 -q',
  openssl: 'openssl dgst -sha256 -r',
};

/**
 * Asks for everything at once, in one line that bash, zsh, fish and csh all hand to `sh` as it is. A shell that is none of
 * them says that there is no `sh`.
 */
export const probeCommand = `sh -c '${[
  `echo ${BEGIN}`,
  'pwd -P || echo',
  'cd && pwd -P || echo',
  `for c in ${[...Object.keys(hashers), 'git', 'tar'].join(' ')}; do command -v $c >/dev/null 2>&1 && echo $c; done`,
  'echo ---',
  'tar --version </dev/null 2>&1 | head -n 4',
  `echo ${END}`,
].join('; ')}'`;

/** What the shell of a machine can do. */
export interface ShellAbilities extends Pick<FileAbilities, 'home' | 'tar' | 'sha256' | 'hasGit'> {
  /** The folder in which commands begin; most often the home folder. */
  start: string;
}

/** Reads the answer to the probe; undefined when no POSIX shell gave it. */
export function readProbe(output: string): ShellAbilities | undefined {
  const begin = output.lastIndexOf(`${BEGIN}\n`);
  const end = output.indexOf(`${END}\n`, begin);
  if (begin < 0 || end < 0) return undefined;
  const [start = '', home = '', ...lines] = output.slice(begin + BEGIN.length + 1, end).split('\n');
  if (!home.startsWith('/')) return undefined;
  const at = lines.indexOf('---');
  const commands = new Set(at < 0 ? lines : lines.slice(0, at));
  const version = at < 0 ? '' : lines.slice(at + 1).join('\n');
  const hasher = Object.keys(hashers).find((name) => commands.has(name));
  return {
    start,
    home,
    tar: commands.has('tar') ? kindOfTar(version) : undefined,
    sha256: hasher === undefined ? undefined : hashers[hasher],
    hasGit: commands.has('git'),
  };
}

/** A tar that nobody knows is none: SFTP does the work then. */
function kindOfTar(version: string): FileAbilities['tar'] {
  if (/GNU tar/i.test(version)) return 'gnu';
  if (/bsdtar|libarchive/i.test(version)) return 'bsd';
  return /busybox/i.test(version) ? 'busybox' : undefined;
}

/** OpenSSH for Windows names drives as folders of the root: "/C:/Users/somebody". */
export function isWindowsPath(path: string): boolean {
  return /^\/[A-Za-z]:(?:\/|$)/.test(path);
}
