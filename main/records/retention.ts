import type { SessionRecord } from '../contract/record.ts';
import type { Settings } from '../contract/settings.ts';

const DAY_MS = 86_400_000;
const MIB = 1_048_576;

/** As much of a record as decides how long it stays. */
export type Kept = Pick<SessionRecord, 'id' | 'startedAt' | 'endedAt' | 'isKept' | 'sizeBytes'>;

/** When it was last of use; milliseconds since the epoch. */
function lastUsed({ startedAt, endedAt }: Kept): number {
  return Math.max(startedAt, endedAt ?? 0);
}

/**
 * Ids of the records that go: those that are too old, then the oldest until the rest takes no more than it may. What the
 * person keeps and what is open stays, and still counts.
 */
export function outlived(
  records: readonly Kept[],
  isOpen: (id: string) => boolean,
  { keepRecordsDays, keepRecordsLimit }: Pick<Settings, 'keepRecordsDays' | 'keepRecordsLimit'>,
  now: number,
): string[] {
  const oldestFirst = records.toSorted((one, other) => lastUsed(one) - lastUsed(other));
  let totalBytes = oldestFirst.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const gone: string[] = [];
  for (const record of oldestFirst) {
    if (record.isKept || isOpen(record.id)) continue;
    const isTooOld = now - lastUsed(record) > keepRecordsDays * DAY_MS;
    if (!isTooOld && totalBytes <= keepRecordsLimit * MIB) continue;
    gone.push(record.id);
    totalBytes -= record.sizeBytes;
  }
  return gone;
}
