import { useState } from 'react';
import type { EnvironmentDifference } from '../../../main/contract/environment.ts';
import { ToggleChip } from '../../ui/Chip.tsx';
import { Fold } from '../../ui/Fold.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { DifferenceTable } from './DifferenceTable.tsx';
import { differenceCount, groupsOf, type Group } from './environment-rows.ts';
import styles from './Environment.module.css';

/** A longer list of what is only here is folded away: most of it is the machine's own. */
const MANY = 12;

const absent: Record<Group['id'], { noBuild: string; noSession: string }> = {
  missing: { noBuild: 'not there', noSession: 'not there' },
  different: { noBuild: 'not there', noSession: 'not there' },
  onlyHere: { noBuild: 'not shown', noSession: 'not there' },
  surroundings: { noBuild: 'not known', noSession: 'not known' },
  tools: { noBuild: 'not known', noSession: 'not found' },
};

function GroupSection({ group }: { group: Group }) {
  const { id, title, about, rows } = group;
  const table = <DifferenceTable label={title} rows={rows} {...absent[id]} />;
  if (id === 'onlyHere' && rows.length > MANY) {
    return (
      <Fold title={`${title}: ${about}`} end={rows.length}>
        {table}
      </Fold>
    );
  }
  return (
    <section className={styles['group']} aria-label={title}>
      <h3>
        {title} <span className={styles['count']}>{rows.length}</span>
        <span className={styles['remark']}>{about}</span>
      </h3>
      {table}
    </section>
  );
}

function Hints({ hints }: { hints: readonly string[] }) {
  if (hints.length === 0) return null;
  return (
    <section className={styles['hints']} aria-label="What is likely to matter">
      <h3>What is likely to matter</h3>
      <ul>
        {hints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
    </section>
  );
}

/** What differs, what is likely to matter of it, and what is not known. */
export function Comparison({ difference }: { difference: EnvironmentDifference }) {
  const [search, setSearch] = useState('');
  const [onlyDifferences, setOnlyDifferences] = useState(true);
  const { hints, unknowns, variables } = difference;
  const groups = groupsOf(difference, { search, onlyDifferences });
  const shown = groups.filter(({ rows }) => rows.length > 0);
  const alike = variables.sameCount + groups.reduce((sum, group) => sum + group.alike, 0);
  return (
    <>
      <Hints hints={hints} />
      {differenceCount(difference) === 0 && (
        <Notice tone="ok" message="Nothing that is known of the build is different here." />
      )}
      {unknowns.length > 0 && (
        <Fold title="What is not known of the build" end={unknowns.length} startsOpen={variables.sameCount === 0}>
          <ul className={styles['unknowns']}>
            {unknowns.map((unknown) => (
              <li key={unknown}>{unknown}</li>
            ))}
          </ul>
        </Fold>
      )}
      <div className={styles['tools']}>
        <SearchField label="Search the comparison" placeholder="Name or value" value={search} onChange={setSearch} />
        <ToggleChip isOn={onlyDifferences} onToggle={() => setOnlyDifferences(!onlyDifferences)}>
          Only differences
        </ToggleChip>
        <span className={styles['remark']} role="status">
          {alike === 1 ? '1 is the same' : `${alike} are the same`}
        </span>
      </div>
      {shown.length === 0 && search.trim() !== '' && (
        <p className={styles['remark']}>Nothing with these letters in its name or value.</p>
      )}
      {shown.map((group) => (
        <GroupSection key={group.id} group={group} />
      ))}
    </>
  );
}
