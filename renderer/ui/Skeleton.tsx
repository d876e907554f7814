import styles from './Skeleton.module.css';

/** Stands where something is about to be; nothing in it moves. */
export function Skeleton({ label, lines }: { label: string; lines: number }) {
  return (
    <div className={styles['skeleton']} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={styles['line']} />
      ))}
    </div>
  );
}
