import type { ApplyPlan } from '../../../contract/salvage.ts';
import type { PatchSection } from './patch-sections.ts';
import type { Present } from './worktree.ts';

type FileState = ApplyPlan['files'][number]['state'];

/** One path of a patch, with all that is said of it: a file that became a link is removed and added. */
export interface Change {
  path: string;
  name: string;
  action: PatchSection['action'];
  sections: PatchSection[];
  /** `undecided`: git has to merge it first. */
  state: FileState | 'undecided';
}

const LINK = '120000';

/** Puts what a patch says of one path together. */
export function joinSections(sections: readonly PatchSection[]): Change[] {
  const changes = new Map<string, Change>();
  for (const section of sections) {
    const known = changes.get(section.path);
    if (known === undefined) {
      const { path, name, action } = section;
      changes.set(path, { path, name, action, sections: [section], state: 'undecided' });
    } else {
      known.sections.push(section);
      known.action = 'change';
    }
  }
  return [...changes.values()];
}

/**
 * Says what a change comes to, as far as that can be said without merging: what is there already, what differs from both
 * sides and cannot be merged, what is in the way.
 *
 * @param hasBlob the clone has the content that the change was made to
 */
export function judge(
  { sections, action }: Change,
  present: Present | undefined,
  hasBlob: (hash: string) => boolean,
): Change['state'] {
  const first = sections[0];
  const last = sections.at(-1);
  if (first === undefined || last === undefined || present === undefined) return 'conflict';
  const { found, mode, hash } = present;
  if (found === 'blocked' || found === 'folder' || found === 'other') return action === 'add' ? 'exists' : 'conflict';
  const isMissing = found === 'missing';
  if (last.action === 'remove' ? isMissing : isThere(last, present)) return 'same';
  if (action === 'add') return isMissing ? 'clean' : 'exists';
  if (isMissing) return 'conflict';
  const isUntouched = mode === first.oldMode && (first.oldHash === undefined || hash === first.oldHash);
  if (isUntouched) return 'clean';
  const canMerge =
    sections.length === 1 &&
    action === 'change' &&
    !first.isBinary &&
    first.oldMode !== LINK &&
    mode !== LINK &&
    (first.oldHash === undefined || hasBlob(first.oldHash));
  return canMerge ? 'undecided' : 'conflict';
}

/** It is as the patch would make it. */
function isThere({ newMode, newHash }: PatchSection, { found, mode, hash }: Present): boolean {
  return found !== 'missing' && mode === newMode && (newHash === undefined || hash === newHash);
}
