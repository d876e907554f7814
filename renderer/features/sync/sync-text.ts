import type { SyncItem, SyncPlan } from '../../../main/contract/sync.ts';
import type { Tone } from '../../ui/Dot.tsx';
import { countOf, sizeText } from '../../ui/size/size-text.ts';

type Direction = SyncPlan['direction'];

export const directionOptions = [
  { value: 'upload', label: 'To the machine' },
  { value: 'download', label: 'To my folder' },
] as const satisfies { value: Direction; label: string }[];

export const actionWords = { add: 'Add', change: 'Change', remove: 'Remove' } as const;
export const actionTones: Record<SyncItem['action'], Tone> = { add: 'ok', change: 'run', remove: 'bad' };

/** Where it is done, for a sentence. */
export function targetWords(direction: Direction): string {
  return direction === 'upload' ? 'on the machine' : 'in your folder';
}

/** Conflicts first, because they need a look; then by path. */
export function inPlanOrder(items: readonly SyncItem[]): SyncItem[] {
  return [...items].sort(
    (left, right) => Number(right.isConflict) - Number(left.isConflict) || left.path.localeCompare(right.path),
  );
}

/** Why some are left out at first. */
export function conflictWords(count: number, direction: Direction): { message: string; hint: string } {
  const [they, them] = count === 1 ? ['It is', 'it'] : ['They are', 'them'];
  return {
    message: `${countOf(count, 'file was', 'files were')} changed on both sides.`,
    hint: `${they} left out unless you choose ${them}: the changes ${targetWords(direction)} would be lost.`,
  };
}

/** What is left out before anybody chose. */
export function leftOutAtFirst(items: readonly SyncItem[]): ReadonlySet<string> {
  return new Set(items.filter(({ isConflict }) => isConflict).map(({ path }) => path));
}

/** "12 to add, 4 to change, 1 to remove · 3.1 MB to transfer · 2 left out". */
export function totalsText(items: readonly SyncItem[], leftOut: ReadonlySet<string>): string {
  const chosen = items.filter(({ path }) => !leftOut.has(path));
  const count = (action: SyncItem['action']) => chosen.filter((item) => item.action === action).length;
  const actions = (['add', 'change', 'remove'] as const).flatMap((action) => {
    const of = count(action);
    return of === 0 ? [] : [countOf(of, `to ${action}`, `to ${action}`)];
  });
  const bytes = chosen.reduce((sum, item) => sum + (item.action === 'remove' ? 0 : (item.sizeBytes ?? 0)), 0);
  return [
    actions.length === 0 ? 'Nothing is chosen' : actions.join(', '),
    ...(bytes > 0 ? [`${sizeText(bytes)} to transfer`] : []),
    ...(leftOut.size > 0 ? [`${countOf(leftOut.size, 'left out', 'left out')}`] : []),
  ].join(' · ');
}

/** What the button does. */
export function runLabel(direction: Direction, count: number): string {
  const what = countOf(count, 'change', 'changes');
  return direction === 'upload' ? `Make ${what} on the machine` : `Make ${what} in my folder`;
}
