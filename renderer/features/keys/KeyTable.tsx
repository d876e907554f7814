import type { Key } from '../../../main/contract/key.ts';
import { KeyRow } from './KeyRow.tsx';
import styles from './Keys.module.css';

/** The person's keys in the order in which machines get to see them. */
export function KeyTable({ keys }: { keys: readonly Key[] }) {
  const firstId = keys.find(({ isUsed, fault }) => isUsed && fault === undefined)?.id;
  return (
    <table className={styles['table']} aria-label="Keys">
      <thead>
        <tr>
          <th scope="col">Use</th>
          <th scope="col">Key</th>
          <th scope="col">Fingerprint</th>
          <th scope="col">State</th>
          <th scope="col">
            <span className={styles['unseen']}>Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <KeyRow key={key.id} entry={key} isFirst={key.id === firstId} />
        ))}
      </tbody>
    </table>
  );
}
