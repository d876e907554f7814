import type { FileEntry } from '../../../main/contract/files.ts';
import { isFolder } from './entry-text.ts';

export const sortColumns = ['name', 'size', 'modified', 'mode', 'owner', 'link'] as const;
export type SortColumn = (typeof sortColumns)[number];

export interface Sort {
  column: SortColumn;
  isDescending: boolean;
}

export type Compare = (left: FileEntry, right: FileEntry) => number;

/** As people count: "step 2" before "step 10"; upper and lower case together. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function byName(left: FileEntry, right: FileEntry): number {
  return collator.compare(left.name, right.name) || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);
}

function ownerOf({ owner = '', group = '' }: FileEntry): string {
  return `${owner}:${group}`;
}

const comparisons: Record<SortColumn, Compare> = {
  name: byName,
  size: (left, right) => left.sizeBytes - right.sizeBytes,
  modified: (left, right) => (left.modifiedAt ?? 0) - (right.modifiedAt ?? 0),
  mode: (left, right) => (left.mode ?? 0) - (right.mode ?? 0),
  owner: (left, right) => collator.compare(ownerOf(left), ownerOf(right)),
  link: (left, right) => collator.compare(left.link?.target ?? '', right.link?.target ?? ''),
};

/** Folders first whichever way it is sorted; what is alike goes by name. */
export function comparison({ column, isDescending }: Sort): Compare {
  const compare = comparisons[column];
  const sign = isDescending ? -1 : 1;
  return (left, right) =>
    Number(isFolder(right)) - Number(isFolder(left)) || sign * compare(left, right) || byName(left, right);
}

/** Where an entry belongs in a sorted list, at `from` or after it. */
function placeOf(entry: FileEntry, sorted: readonly FileEntry[], compare: Compare, from: number): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(other, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A sorted list with more entries put where they belong; quick when there are few of them. */
export function insertSorted(
  sorted: readonly FileEntry[],
  added: readonly FileEntry[],
  compare: Compare,
): readonly FileEntry[] {
  const next: FileEntry[] = [];
  let from = 0;
  for (const entry of added.toSorted(compare)) {
    const place = placeOf(entry, sorted, compare, from);
    for (let index = from; index < place; index += 1) {
      const before = sorted[index];
      if (before !== undefined) next.push(before);
    }
    next.push(entry);
    from = place;
  }
  for (let index = from; index < sorted.length; index += 1) {
    const rest = sorted[index];
    if (rest !== undefined) next.push(rest);
  }
  return next;
}

/** Entries that are sorted without looking up in between. */
const RUN_LENGTH = 1_000;
/** The window may stand still for this long. */
const BUDGET_MS = 8;

async function nextTask(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

/**
 * Sorts a list of any length without the window standing still: in runs, which are merged. Undefined when it was not
 * wanted any more.
 */
export async function sortInSlices(
  entries: readonly FileEntry[],
  compare: Compare,
  signal: AbortSignal,
): Promise<readonly FileEntry[] | undefined> {
  let since = performance.now();
  async function goOn(): Promise<boolean> {
    if (performance.now() - since > BUDGET_MS) {
      await nextTask();
      since = performance.now();
    }
    return !signal.aborted;
  }

  let runs: (readonly FileEntry[])[] = [];
  for (let from = 0; from < entries.length; from += RUN_LENGTH) {
    runs.push(entries.slice(from, from + RUN_LENGTH).sort(compare));
    if (!(await goOn())) return undefined;
  }
  while (runs.length > 1) {
    const merged: (readonly FileEntry[])[] = [];
    for (let index = 0; index < runs.length; index += 2) {
      const one = await merge(runs[index] ?? [], runs[index + 1] ?? [], compare, goOn);
      if (one === undefined) return undefined;
      merged.push(one);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge(
  left: readonly FileEntry[],
  right: readonly FileEntry[],
  compare: Compare,
  goOn: () => Promise<boolean>,
): Promise<readonly FileEntry[] | undefined> {
  const next: FileEntry[] = [];
  let at = 0;
  let other = 0;
  while (at < left.length || other < right.length) {
    const one = left[at];
    const two = right[other];
    if (two === undefined || (one !== undefined && compare(one, two) <= 0)) {
      if (one !== undefined) next.push(one);
      at += 1;
    } else {
      next.push(two);
      other += 1;
    }
    if (next.length % RUN_LENGTH === 0 && !(await goOn())) return undefined;
  }
  return next;
}
