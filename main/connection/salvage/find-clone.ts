import type { Result } from '../../contract/problem.ts';
import { posixQuote } from '../../lib/posix-quote.ts';
import { fail, ok } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import { scriptCommand } from '../shell-files/shell-script.ts';
import { GIT_LIMIT_MS, withGit } from './machine-git.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Below the home folder; caches and the clones that version managers are have names that begin with a dot. */
const FIND = [
  String.raw`find "$HOME" -maxdepth 4 \( -name node_modules -o -name '.?*' ! -name .git \) -prune`,
  String.raw`-o -type d -name .git -print -prune 2>/dev/null | head -n 50`,
].join(' ');

/** A path of the home folder, as people write it, as a word for the shell. */
function word(path: string): string {
  if (path === '~') return '"$HOME"';
  if (path.startsWith('~/')) return `"$HOME"/${posixQuote(path.slice(2))}`;
  return path.startsWith('/') ? posixQuote(path) : `"$HOME"/${posixQuote(path)}`;
}

/**
 * The root of the clone with the work in it: the first of the likely folders that is in one, or else the one below the
 * home folder in which git was at work last. `not-found`
 */
export async function findClone(
  machine: MachineFiles,
  likely: readonly string[],
  signal: AbortSignal,
): Promise<Result<string>> {
  const words = likely.map(word).join(' ');
  const script = [
    `try() { [ -d "$1" ] && t=$(cd "$1" && g rev-parse --show-toplevel 2>/dev/null) && [ -n "$t" ]; }`,
    `for d in ${words} "$PWD"; do try "$d" && { printf '%s' "$t"; exit 0; }; done`,
    `cd "$HOME" || exit 1`,
    `ls -td $(${FIND} | tr ' ' '?') 2>/dev/null | while IFS= read -r d; do try "\${d%/.git}" && { printf '%s' "$t"; exit 0; }; done`,
  ].join('; ');
  const found = await machine.run(scriptCommand(withGit(script)), {
    maxBytes: 16_384,
    timeoutMs: GIT_LIMIT_MS,
    signal,
  });
  if (!found.ok) return found;
  let path: string;
  try {
    path = decoder.decode(found.value.output);
  } catch {
    path = '';
  }
  if (path.startsWith('/') && path.length <= 4_096 && !/\p{Cc}/u.test(path)) return ok(path);
  const hint = 'Choose the files to save in the salvage’s settings, or open a terminal in the clone.';
  return fail('not-found', 'No git clone was found on the machine.', hint);
}
