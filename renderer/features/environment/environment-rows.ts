import type { Difference, EnvironmentDifference } from '../../../main/contract/environment.ts';

/** One heading with what stands under it. */
export interface Group {
  id: 'missing' | 'different' | 'onlyHere' | 'surroundings' | 'tools';
  title: string;
  /** What it means, in few words. */
  about: string;
  rows: Difference[];
  /** Rows that are not shown, because both sides are alike. */
  alike: number;
}

interface Wishes {
  search: string;
  /** What both sides have alike stays away. */
  onlyDifferences: boolean;
}

/** Both sides are known and say the same. */
export function isAlike({ build, session, isMasked }: Difference): boolean {
  return !isMasked && build !== undefined && build === session;
}

function fits({ name, build = '', session = '' }: Difference, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return wanted === '' || [name, build, session].some((text) => text.toLowerCase().includes(wanted));
}

/** What is to be shown of a comparison, in the order in which it matters. */
export function groupsOf(
  { variables, surroundings, tools }: Pick<EnvironmentDifference, 'variables' | 'surroundings' | 'tools'>,
  { search, onlyDifferences }: Wishes,
): Group[] {
  const group = (id: Group['id'], title: string, about: string, rows: readonly Difference[], alike = 0): Group => {
    const found = rows.filter((row) => fits(row, search));
    // Of which one side alone is known says nothing about a difference.
    const shown = onlyDifferences && id === 'surroundings' ? found.filter((row) => !isAlike(row)) : found;
    const kept =
      onlyDifferences && id === 'tools'
        ? shown.filter((row) => !isAlike(row) && row.build !== undefined && row.session !== undefined)
        : shown;
    return { id, title, about, rows: kept, alike: alike + rows.filter(isAlike).length };
  };
  return [
    group('missing', 'Missing here', 'The build had them.', variables.missing),
    group('different', 'Different', 'Both have them, with other values.', variables.different),
    group('surroundings', 'Surroundings', 'Folder, shell, limits, locale, system.', surroundings),
    group('tools', 'Tools', 'First line of what each says of its version.', tools),
    group('onlyHere', 'Only here', 'The build had them not, or did not show them.', variables.onlyHere),
  ];
}

/** How many variables and things around are not the same. */
export function differenceCount({ variables, surroundings, tools }: EnvironmentDifference): number {
  const known = [...surroundings, ...tools].filter(
    ({ build, session }) => build !== undefined && session !== undefined && build !== session,
  );
  return variables.missing.length + variables.different.length + known.length;
}
