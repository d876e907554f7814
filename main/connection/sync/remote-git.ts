import type { Result } from '../../contract/problem.ts';
import { posixQuote } from '../../lib/posix-quote.ts';
import { ok } from '../../lib/result.ts';
import type { Commands } from '../remote/exec-channel.ts';
import type { FileAbilities } from '../remote/machine-files.ts';
import { MAX_GIT_BYTES, quietVariables, unwantedVariables, viewWithGit } from './git-side.ts';
import type { GitView } from './git-side.ts';

/** One question to git on a machine; the whole comparison has a limit of its own. */
const GIT_LIMIT_MS = 90_000;

const quiet = Object.entries(quietVariables).map(([name, value]) => `${name}=${posixQuote(value)}`);

/** Looks at a folder of a machine with git, if there is one. */
export async function viewRemotely(
  commands: Commands,
  abilities: FileAbilities,
  folder: string,
  signal: AbortSignal,
): Promise<Result<GitView>> {
  if (!abilities.hasShell || !abilities.hasGit) {
    return ok({ none: { reason: 'cannot be looked at with git, which the machine does not have' } });
  }
  const prepare = `cd ${posixQuote(folder)} && unset ${unwantedVariables.join(' ')} && export ${quiet.join(' ')}`;
  return viewWithGit((args) =>
    // By way of its input: whatever the login shell is, it need not understand the quotes.
    commands.run('sh -s', {
      input: `${prepare} && exec git ${args.map(posixQuote).join(' ')}\n`,
      maxBytes: MAX_GIT_BYTES,
      timeoutMs: GIT_LIMIT_MS,
      signal,
    }),
  );
}
