import type { ApplyPlan, Salvage } from '../../../main/contract/salvage.ts';
import { Notice } from '../../ui/Notice.tsx';
import { countOf } from '../../ui/size/size-text.ts';

/** What to know before a salvage is applied to this clone. */
export function ApplyWarnings({ plan, salvage }: { plan: ApplyPlan; salvage: Salvage }) {
  const { branch, hasChanges, hasHead, files, commits } = plan;
  const theirs = salvage.clone?.branch;
  const conflicts = files.filter(({ state }) => state === 'conflict').length;
  return (
    <>
      {!hasHead && (
        <Notice
          tone="warn"
          message="The commit the machine worked on is not in this clone."
          hint="Fetch it first, so that what changed since can be told apart. Without it more files conflict."
        />
      )}
      {theirs !== undefined && branch !== theirs && (
        <Notice
          tone="warn"
          message={`Your clone is on ${branch ?? 'no branch'}, the machine was on ${theirs}.`}
          hint="The work is applied to what is checked out. Change the branch first if that is not what you want."
        />
      )}
      {hasChanges && (
        <Notice
          tone="warn"
          message="Your clone has changes of its own."
          hint="They stay. Commit or stash them first to be able to tell the two apart."
        />
      )}
      {conflicts > 0 && (
        <Notice
          tone="warn"
          message={`${countOf(conflicts, 'file', 'files')} would conflict.`}
          hint={
            commits === undefined
              ? `Both versions are written into ${conflicts === 1 ? 'it' : 'them'} with conflict marks, as git does when it merges.`
              : 'The changes stand on the commits that come along: they fit once those are merged. Until then both versions are written into the files with conflict marks.'
          }
        />
      )}
    </>
  );
}
