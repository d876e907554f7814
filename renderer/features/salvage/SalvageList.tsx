import type { SessionRecord } from '../../../main/contract/record.ts';
import { SalvageItem } from './SalvageItem.tsx';
import styles from './Salvage.module.css';

/** Everything that was saved from a session, the newest first. */
export function SalvageList({ record }: { record: SessionRecord }) {
  const { id, salvages, machines } = record;
  if (salvages.length === 0) return <p className={styles['none']}>Nothing was saved from this session.</p>;
  return (
    <ul className={styles['list']} aria-label="Your saved work">
      {salvages
        .toSorted((left, right) => right.at - left.at)
        .map((salvage) => (
          <SalvageItem key={salvage.id} sessionId={id} salvage={salvage} showsMachine={machines.length > 1} isRoomy />
        ))}
    </ul>
  );
}
