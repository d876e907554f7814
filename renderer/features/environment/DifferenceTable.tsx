import { useState } from 'react';
import type { Difference } from '../../../main/contract/environment.ts';
import { Button } from '../../ui/Button.tsx';
import { shownText } from '../../ui/text/shown-text.ts';
import { isAlike } from './environment-rows.ts';
import styles from './Environment.module.css';

/** More rows are there at once, and only then. */
const FIRST_ROWS = 150;

function lines(text: string): string {
  return text.split('\n').map(shownText).join('\n');
}

function Value({ text, label, missing }: { text: string | undefined; label: string; missing: string }) {
  return (
    <td data-label={label}>
      {text === undefined ? (
        <span className={styles['none']}>{missing}</span>
      ) : text === '' ? (
        <span className={styles['none']}>empty</span>
      ) : (
        <code>{lines(text)}</code>
      )}
    </td>
  );
}

interface DifferenceTableProps {
  label: string;
  rows: readonly Difference[];
  /** Said where the build's side is not there. */
  noBuild: string;
  noSession: string;
}

/** What two sides have: a name, what the build had, and what is here. */
export function DifferenceTable({ label, rows, noBuild, noSession }: DifferenceTableProps) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? rows : rows.slice(0, FIRST_ROWS);
  return (
    <>
      <table className={styles['table']} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">In the build</th>
            <th scope="col">Here</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.name} data-alike={isAlike(row)}>
              <th scope="row">{shownText(row.name)}</th>
              <Value text={row.build} label="In the build" missing={noBuild} />
              <Value
                text={row.isMasked && row.build === row.session ? `${row.session ?? ''} (another value)` : row.session}
                label="Here"
                missing={noSession}
              />
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <div>
          <Button size="small" onPress={() => setShowsAll(true)}>{`Show all ${rows.length}`}</Button>
        </div>
      )}
    </>
  );
}
