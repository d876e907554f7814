import { Fragment, type ReactNode } from 'react';
import styles from './Facts.module.css';

/** Names and values, the values in mono. Entries without a value are left out. */
export function Facts({ entries }: { entries: readonly (readonly [name: string, value: ReactNode])[] }) {
  const shown = entries.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return (
    <dl className={styles['facts']}>
      {shown.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
