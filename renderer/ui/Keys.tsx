import styles from './Keys.module.css';

/** A shortcut, as the system writes it. */
export function Keys({ label }: { label: string }) {
  return <kbd className={styles['keys']}>{label}</kbd>;
}
