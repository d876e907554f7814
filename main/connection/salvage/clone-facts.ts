import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import type { MachineGit } from './machine-git.ts';

/** What is known of a clone before anything of it is fetched. */
export interface CloneFacts {
  /** Full hash of what is checked out; none before the first commit. */
  head?: string;
  branch?: string;
  /** Newest commit below the head that is kept elsewhere. */
  base?: string;
  /** What the changes are shown against: the head, or the tree that is empty. */
  against: string;
  hasStash: boolean;
  /** Commits that are nowhere else. */
  commitCount: number;
  /** Of the commits that the service has, those that are in this clone. */
  known: string[];
  /** Folders of other repositories, which keep their own work. */
  submodules: string[];
}

const HASH = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const MAX_BYTES = 1024 * 1024;

/** What is not to be in the bundle: what remotes have, and the service. */
export function elsewhere(known: readonly string[]): string {
  return ['--remotes', ...known].join(' ');
}

function script(known: readonly string[]): string {
  return [
    `h=$(g rev-parse --verify -q 'HEAD^{commit}'); echo "head $h"`,
    `echo "branch $(g symbolic-ref -q --short HEAD)"`,
    `echo "against $(g hash-object -t tree /dev/null)"`,
    `s=$(g rev-parse --verify -q refs/stash); echo "stash $s"`,
    `k=; for c in ${known.join(' ')}; do g cat-file -e "$c^{commit}" 2>/dev/null && k="$k $c"; done; echo "known$k"`,
    `r=$(g for-each-ref --count=1 --format=x refs/remotes)$k`,
    `echo "count $(g rev-list --count \${h:+HEAD} --branches \${s:+refs/stash} --not --remotes $k 2>/dev/null)"`,
    `b=$([ -n "$h" ] && g rev-list --boundary HEAD --not --remotes $k 2>/dev/null | sed -n '/^-/{s/^-//p;q;}')`,
    `[ -z "$b" ] && [ -n "$r" ] && [ "$(g rev-list --count HEAD --not --remotes $k 2>/dev/null)" = 0 ] && b=$h`,
    `echo "base $b"`,
    `g -c core.quotePath=true ls-files -s 2>/dev/null | grep '^160000 ' | head -n 100 | cut -f2 | sed 's/^/sub /'`,
    'echo end',
  ].join('; ');
}

/** Asks git about the clone. `service-failed` when it does not answer as git does */
export async function readFacts(
  git: MachineGit,
  known: readonly string[],
  signal: AbortSignal,
): Promise<Result<CloneFacts>> {
  const answer = await git.run(script(known), { maxBytes: MAX_BYTES, signal });
  if (!answer.ok) return answer;
  const facts = parseFacts(answer.value.output.toString('utf8'), known);
  if (facts !== undefined) return ok(facts);
  const detail = answer.value.errors;
  return fail('service-failed', 'Git on the machine does not answer about the clone.', 'Look at it there.', detail);
}

/** @returns undefined when it is not what was asked for */
export function parseFacts(text: string, known: readonly string[]): CloneFacts | undefined {
  const lines = text.split('\n');
  if (lines.indexOf('end') !== lines.length - 2) return undefined;
  const value = (name: string) => lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  const hash = (name: string) => (HASH.test(value(name)) ? value(name) : undefined);
  const head = hash('head');
  const against = head ?? hash('against');
  if (against === undefined) return undefined;
  const count = Number(value('count'));
  const branch = plainText(value('branch'), 1_000);
  const base = hash('base');
  const here = new Set(value('known').split(' '));
  return {
    against,
    ...(head === undefined ? {} : { head }),
    ...(branch === '' ? {} : { branch }),
    ...(base === undefined ? {} : { base }),
    hasStash: hash('stash') !== undefined,
    commitCount: Number.isSafeInteger(count) && count >= 0 ? count : 0,
    known: known.filter((commit) => here.has(commit)),
    submodules: lines.flatMap((line) => (line.startsWith('sub ') ? [plainText(line.slice(4), 1_000)] : [])),
  };
}
