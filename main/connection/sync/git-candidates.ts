import type { Result } from '../../contract/problem.ts';
import type { Direction } from '../../contract/transfer.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Findings } from './findings.ts';
import type { PathList } from './git-lists.ts';
import type { GitSide } from './git-side.ts';

/** What could have to be synced. */
export interface Candidates {
  paths: Set<string>;
  /** Paths to which the receiving side has its own change; undefined when nobody can know without git. */
  changedThere?: Set<string>;
  /** For people: what was compared. */
  basis: string;
  isCut: boolean;
}

const short = (commit: string): string => commit.slice(0, 7);

/** Says what of a list cannot be part of a sync. */
export function noteList(list: PathList, findings: Findings): void {
  findings.addCount('unreadableName', list.unreadableCount);
  for (const path of new Set(list.repositories)) findings.add('submodule', path);
}

/**
 * Both folders are in clones. Uploads are what differs between my files and the machine's commit, downloads what the
 * machine changed since its commit; where one clone lacks the other's commit, each side is seen from its own.
 */
export async function candidatesByCommit(
  direction: Direction,
  mine: GitSide,
  theirs: GitSide,
  findings: Findings,
): Promise<Result<Candidates>> {
  const known = await mine.has(theirs.commit);
  if (!known.ok) return known;
  const base = known.value ? theirs.commit : mine.commit;
  // The machine may know my commit although I do not know its own: then its commits since mine count as its changes.
  const knowsMine = known.value ? ok(false) : await theirs.has(mine.commit);
  if (!knowsMine.ok) return knowsMine;
  const theirBase = direction === 'upload' && knowsMine.value ? mine.commit : theirs.commit;
  const [ours, others] = await Promise.all([mine.changesSince(base), theirs.changesSince(theirBase)]);
  if (!ours.ok) return ours;
  if (!others.ok) return others;

  const [sent, there] = direction === 'upload' ? [ours.value, others.value] : [others.value, ours.value];
  noteList(sent, findings);
  if (there.isCut) return fail('too-large', 'Too many files are changed there.', 'Choose a smaller folder.');
  if (!known.value) {
    findings.say(
      'changed-meanwhile',
      `The machine is at commit ${short(theirs.commit)}, which your clone does not have; yours is at ${short(mine.commit)}.`,
      'Fetch it with git to compare with the very same files. What was committed on the machine is not part of this.',
    );
  } else if (mine.commit !== theirs.commit && direction === 'download') {
    findings.say(
      'changed-meanwhile',
      `The machine is at commit ${short(theirs.commit)}, your clone at ${short(mine.commit)}.`,
      'Where your files are not those of the machine’s commit, they count as changed by you.',
    );
  }
  const whose =
    direction === 'upload'
      ? `your changes since ${short(base)}`
      : `the machine’s changes since ${short(theirs.commit)}`;
  return ok({
    paths: sent.paths,
    changedThere: there.paths,
    basis: `${whose}, with untracked files`,
    isCut: sent.isCut,
  });
}
