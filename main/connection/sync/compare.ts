import type { Result } from '../../contract/problem.ts';
import type { SyncItem } from '../../contract/sync.ts';
import { ok } from '../../lib/result.ts';
import { shownName } from '../files/entry-names.ts';
import { MAX_SYNC_FILE_BYTES } from './findings.ts';
import type { Findings } from './findings.ts';
import type { Seen, Side } from './side.ts';
import { pathFault } from './sync-paths.ts';

/** How much is read on each side to find out whether files of one size are the same; bytes. */
const MAX_HASHED_BYTES = 1024 * 1024 * 1024;
/** Times this near are the same: FAT counts in steps of two seconds, SFTP in steps of one. */
const SAME_TIME_MS = 2_000;

export interface Comparing {
  paths: Iterable<string>;
  sender: Side;
  receiver: Side;
  /** Files of one size and time count as equal, and nothing is removed. */
  trustsTimes: boolean;
  /** Whether the receiving side has its own change to a path. */
  isChangedThere(path: string, sender: Seen, receiver: Seen): boolean;
  findings: Findings;
}

interface Pair {
  path: string;
  sizeBytes: number;
}

function item(path: string, action: SyncItem['action'], isConflict: boolean, sizeBytes?: number): SyncItem {
  const shownPath = shownName(path);
  return {
    path,
    ...(shownPath === undefined ? {} : { shownPath }),
    action,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    isConflict,
  };
}

/** The receiver is newer than what would come: without git, this is how a change of its own shows. */
export function isNewer(receiver: Seen, sender: Seen): boolean {
  if (receiver.kind !== 'file' || sender.kind !== 'file') return false;
  return (receiver.modifiedAt ?? 0) > (sender.modifiedAt ?? 0) + SAME_TIME_MS;
}

function hasSameTime(one: Seen & { kind: 'file' }, other: Seen & { kind: 'file' }): boolean {
  if (one.modifiedAt === undefined || other.modifiedAt === undefined) return false;
  return Math.abs(one.modifiedAt - other.modifiedAt) <= SAME_TIME_MS;
}

/** What would have to happen at the receiver so that the files are as they are at the sender. In order of the paths. */
export async function compareSides(comparing: Comparing): Promise<Result<SyncItem[]>> {
  const { sender, receiver, findings, isChangedThere } = comparing;
  const paths = [...comparing.paths].filter((path) => {
    const fault = pathFault(path);
    if (fault !== undefined) findings.add(fault, path);
    return fault === undefined;
  });
  const [here, there] = await Promise.all([sender.look(paths), receiver.look(paths)]);
  if (!here.ok) return here;
  if (!there.ok) return there;

  const items: SyncItem[] = [];
  const sameSize: Pair[] = [];
  const conflict = (path: string): boolean => {
    const [from, to] = [here.value.get(path), there.value.get(path)];
    return from !== undefined && to !== undefined && isChangedThere(path, from, to);
  };
  for (const path of paths) {
    const from = here.value.get(path);
    const to = there.value.get(path);
    if (from === undefined || to === undefined) continue;
    if (from.kind === 'file') {
      if (from.sizeBytes > MAX_SYNC_FILE_BYTES) findings.add('large', path);
      else if (to.kind === 'missing') items.push(item(path, 'add', conflict(path), from.sizeBytes));
      else if (to.kind === 'unreadable') findings.add('unreadable', path);
      else if (to.kind !== 'file') findings.add('inTheWay', path);
      else if (to.sizeBytes !== from.sizeBytes) items.push(item(path, 'change', conflict(path), from.sizeBytes));
      else if (!comparing.trustsTimes || !hasSameTime(from, to)) sameSize.push({ path, sizeBytes: from.sizeBytes });
    } else if (from.kind === 'missing') {
      if (comparing.trustsTimes || to.kind === 'missing' || to.kind === 'folder' || to.kind === 'blocked') continue;
      if (to.kind === 'file') items.push(item(path, 'remove', conflict(path)));
      else findings.add(to.kind === 'link' ? 'link' : 'unreadable', path);
    } else if (from.kind === 'link' || from.kind === 'blocked') findings.add('link', path);
    else if (from.kind === 'unreadable') findings.add('unreadable', path);
    else if (from.kind === 'other') findings.add('special', path);
  }

  const unequal = await withOtherContent(comparing, sameSize);
  if (!unequal.ok) return unequal;
  for (const { path, sizeBytes } of unequal.value) items.push(item(path, 'change', conflict(path), sizeBytes));
  return ok(items.toSorted((one, other) => (one.path < other.path ? -1 : 1)));
}

/** Of files that have one size on both sides, those whose content differs, or could not be compared. */
async function withOtherContent({ sender, receiver, findings }: Comparing, pairs: Pair[]): Promise<Result<Pair[]>> {
  let bytes = 0;
  const wanted = pairs.filter(({ sizeBytes }) => {
    bytes += sizeBytes;
    return bytes <= MAX_HASHED_BYTES;
  });
  const paths = wanted.map(({ path }) => path);
  const [here, there] = await Promise.all([sender.hash(paths), receiver.hash(paths)]);
  if (!here.ok) return here;
  if (!there.ok) return there;
  return ok(
    pairs.filter(({ path }) => {
      const [one, other] = [here.value.get(path), there.value.get(path)];
      if (one === undefined || other === undefined) findings.add('unhashed', path);
      return one === undefined || one !== other;
    }),
  );
}
