import type { ConfigMistake } from '../../../../main/contract/project.ts';
import styles from './ConfigPane.module.css';

/** The mistakes in a jumpseat.yml, each with its place. */
export function ConfigMistakes({ mistakes }: { mistakes: readonly ConfigMistake[] }) {
  if (mistakes.length === 0) return null;
  return (
    <ul className={styles['mistakes']} aria-label="Mistakes in jumpseat.yml">
      {mistakes.map(({ line, column, message }) => (
        <li key={`${line}:${column}:${message}`}>
          <code className={styles['place']}>
            {line}:{column}
          </code>
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
