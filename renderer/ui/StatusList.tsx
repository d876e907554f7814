import { Dot, type Tone } from './Dot.tsx';
import { Elapsed } from './time/Times.tsx';
import styles from './StatusList.module.css';

export interface StatusEntry {
  id: string;
  name: string;
  tone: Tone;
  /** The state in words. */
  label: string;
  isBusy: boolean;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  /** More about it, on hover. */
  title?: string | undefined;
}

interface StatusListProps {
  label: string;
  entries: readonly StatusEntry[];
  selectedId?: string | undefined;
  /** Makes the entries buttons. */
  onSelect?: (id: string) => void;
  /** A press on the entry that is selected already. */
  onOpen?: (id: string) => void;
}

function Content({ entry }: { entry: StatusEntry }) {
  return (
    <>
      <Dot tone={entry.tone} label={entry.label} isBusy={entry.isBusy} />
      <span className={styles['name']}>{entry.name}</span>
      <span className={styles['time']}>
        {entry.startedAt === undefined ? entry.label : <Elapsed from={entry.startedAt} to={entry.finishedAt} />}
      </span>
    </>
  );
}

/** Things that happen one after the other, each with its state and how long it took. */
export function StatusList({ label, entries, selectedId, onSelect, onOpen }: StatusListProps) {
  return (
    <ol className={styles['list']} aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.id}>
          {onSelect === undefined ? (
            <div className={styles['entry']} data-tone={entry.tone} title={entry.title}>
              <Content entry={entry} />
            </div>
          ) : (
            <button
              type="button"
              className={styles['entry']}
              data-tone={entry.tone}
              aria-current={entry.id === selectedId ? 'step' : undefined}
              title={entry.title}
              onClick={() => (entry.id === selectedId ? onOpen?.(entry.id) : onSelect(entry.id))}
            >
              <Content entry={entry} />
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}
