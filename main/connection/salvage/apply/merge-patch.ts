import type { Result } from '../../../contract/problem.ts';
import { ok } from '../../../lib/result.ts';
import { type CloneGit, gitFailed } from './clone-git.ts';
import type { Change } from './judge-patch.ts';
import type { Scratch } from './scratch.ts';
import { readIndexEntries } from './worktree.ts';

/** The sections of some changes, as a patch of their own. */
export function patchOf(patch: Buffer, changes: readonly Change[]): Buffer {
  const sections = changes.flatMap((change) => change.sections).toSorted((one, other) => one.start - other.start);
  return Buffer.concat(sections.map(({ start, end }) => patch.subarray(start, end)));
}

/**
 * Merges changes into what the scratch index has of the clone's folder; with `writes` into the folder itself too, where
 * what cannot be merged is left between marks. Gives the paths of these.
 */
export async function mergePatch(
  git: CloneGit,
  { environment }: Scratch,
  input: Buffer,
  { writes }: { writes: boolean },
): Promise<Result<Set<string>>> {
  if (input.length === 0) return ok(new Set<string>());
  const how = ['apply', '--3way', '--whitespace=nowarn', ...(writes ? [] : ['--cached']), '-'];
  const applied = await git.run(how, { input, environment });
  if (!applied.ok) return applied;
  const listed = await git.run(['ls-files', '-u', '-z'], { environment });
  if (!listed.ok) return listed;
  const conflicts = new Set(readIndexEntries(listed.value.output).map(({ path }) => path));
  if (applied.value.code === 0 || (applied.value.code === 1 && conflicts.size > 0)) return ok(conflicts);
  return gitFailed('Git could not apply the changes to this clone; nothing was changed.', applied.value);
}
