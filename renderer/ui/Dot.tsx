import styles from './Dot.module.css';

/** The only use of colour: good, bad, going on, needs attention, at rest. */
export type Tone = 'ok' | 'bad' | 'run' | 'warn' | 'off';

/** A state as a coloured dot. `label` says it in words; leave it out where the words stand beside it. */
export function Dot({ tone, label, isBusy = false }: { tone: Tone; label?: string | undefined; isBusy?: boolean }) {
  return (
    <span className={styles['dot']} data-tone={tone} data-busy={isBusy}>
      {label !== undefined && <span className={styles['label']}>{label}</span>}
    </span>
  );
}
