import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { joinLists, readChanges, readNames } from './git-lists.ts';
import type { PathList } from './git-lists.ts';

/** Most bytes of one answer of git. */
export const MAX_GIT_BYTES = 32 * 1024 * 1024;
/** Drivers that a configuration may name; whoever has more is not looked at by git. */
const MAX_DRIVERS = 100;

/** Takes every variable away with which whoever started us could point git elsewhere. */
export const unwantedVariables = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_EXTERNAL_DIFF',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  'GIT_NAMESPACE',
  'GIT_TRACE',
] as const;

/** Looking must not write, ask, page, or fetch: a repository may name a program that fetches what it lacks. */
export const quietVariables = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_LITERAL_PATHSPECS: '1',
} as const;

/** Options of every call: nothing that a repository names is run. */
export const quietOptions = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'gc.auto=0',
  'maintenance.auto=false',
  'protocol.allow=never',
].flatMap((setting) => ['-c', setting]);

/** What git said: like `CommandResult`. */
export interface GitAnswer {
  output: Buffer;
  errors: string;
  code: number | undefined;
}

/** Runs git in the folder that is looked at. A code other than 0 is not a failure. */
export type RunGit = (args: readonly string[]) => Promise<Result<GitAnswer>>;

/** A folder in a clone that has a commit. */
export interface GitSide {
  /** Full hash of HEAD. */
  commit: string;
  /** The folder's path within the clone, with `/` at its end; empty for the root. */
  prefix: string;
  has(commit: string): Promise<Result<boolean>>;
  /** What differs between a commit and the files as they are now, with untracked and without ignored files. */
  changesSince(commit: string): Promise<Result<PathList>>;
  /** All files that are tracked or could be. */
  files(): Promise<Result<PathList>>;
}

/** Why git does not help with a folder: a sentence's part, "is not in a git clone". */
export interface NoGit {
  reason: string;
  detail?: string | undefined;
}

export type GitView = { side: GitSide } | { none: NoGit };

function refused(answer: GitAnswer): NoGit {
  const detail = plainText(answer.errors, 500);
  if (/not a git repository/.test(answer.errors)) return { reason: 'is not in a git clone' };
  if (/dubious ownership|unsafe repository/.test(answer.errors)) {
    return { reason: 'belongs to somebody else, so git does not look at it', detail };
  }
  return { reason: 'cannot be looked at by git', detail };
}

/** Names of the filters that are configured (gitattributes, "filter"): programs that git would run on files. */
export function driversOf(output: Buffer): string[] | undefined {
  const drivers = new Set<string>();
  for (const name of output.toString('utf8').split('\0').filter(Boolean)) {
    const driver = /^filter\.(.+)\.[^.]+$/s.exec(name)?.[1];
    if (driver === undefined) continue;
    // On the command line a name ends at the first "=".
    if (/[=\p{Cc}\uFFFD]/u.test(driver)) return undefined;
    drivers.add(driver);
  }
  return drivers.size > MAX_DRIVERS ? undefined : [...drivers];
}

/** Options that switch filters off: the programs would be run on files. */
export function withoutFilters(drivers: readonly string[]): string[] {
  return drivers.flatMap((driver) =>
    ['clean=', 'smudge=', 'process=', 'required=false'].flatMap((setting) => ['-c', `filter.${driver}.${setting}`]),
  );
}

/** Looks what git knows of a folder. Fails only when git could not be asked at all. */
export async function viewWithGit(run: RunGit): Promise<Result<GitView>> {
  const quietRun: RunGit = (args) => run([...quietOptions, ...args]);
  const [place, filters] = await Promise.all([
    quietRun(['rev-parse', '--is-inside-work-tree', '--show-prefix', '--verify', 'HEAD^{commit}']),
    quietRun(['config', '-z', '--name-only', '--get-regexp', '^filter\\.']),
  ]);
  if (!place.ok) return place;
  if (!filters.ok) return filters;
  const said = place.value.output.toString('utf8');
  const found = /^true\n(.*)\n([0-9a-f]{40}(?:[0-9a-f]{24})?)\n$/s.exec(said);
  if (place.value.code !== 0 || found === null) {
    const isEmpty = said.startsWith('true\n');
    return ok({ none: isEmpty ? { reason: 'is in a git clone without a commit' } : refused(place.value) });
  }
  const drivers = driversOf(filters.value.output);
  if (drivers === undefined) return ok({ none: { reason: 'has git filters that cannot be switched off' } });
  const unfiltered = withoutFilters(drivers);
  return ok({ side: sideOf((args) => quietRun([...unfiltered, ...args]), found[1] ?? '', found[2] ?? '') });
}

function sideOf(run: RunGit, prefix: string, commit: string): GitSide {
  async function ask(args: readonly string[], read: (output: Buffer) => PathList | undefined) {
    const answer = await run(args);
    if (!answer.ok) return answer;
    if (answer.value.code !== 0) {
      const detail = plainText(answer.value.errors, 500);
      return fail('service-failed', 'Git could not compare the files.', 'Look at the folder with git.', detail);
    }
    const list = read(answer.value.output);
    if (list === undefined) return fail('protocol-error', 'Git gave an answer that makes no sense.');
    return ok(list);
  }
  return {
    commit,
    prefix,
    async has(wanted) {
      const answer = await run(['cat-file', '-e', `${wanted}^{commit}`]);
      return answer.ok ? ok(answer.value.code === 0) : answer;
    },
    async changesSince(base) {
      const raw = ['--raw', '-z', '--no-abbrev', '--no-renames', '--relative', '--no-ext-diff', '--no-textconv'];
      const [changed, untracked] = await Promise.all([
        ask(['diff', ...raw, '--no-color', '--ignore-submodules=dirty', base, '--'], readChanges),
        ask(['ls-files', '-z', '--others', '--exclude-standard'], readNames),
      ]);
      if (!changed.ok) return changed;
      return untracked.ok ? ok(joinLists(changed.value, untracked.value)) : untracked;
    },
    files: () => ask(['ls-files', '-z', '--cached', '--others', '--exclude-standard'], readNames),
  };
}
