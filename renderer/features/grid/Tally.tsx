import type { LastCommand } from '../../state/command-states.ts';
import styles from './Grid.module.css';

/** How the last commands of all machines ended, counted. */
export function Tally({ commands }: { commands: readonly (LastCommand | undefined)[] }) {
  const known = commands.filter((command) => command !== undefined);
  const running = known.filter(({ isRunning }) => isRunning).length;
  const passed = known.filter(({ isRunning, exitCode }) => !isRunning && exitCode === 0).length;
  const failed = known.filter(
    ({ isRunning, exitCode }) => !isRunning && exitCode !== undefined && exitCode !== 0,
  ).length;
  if (running + passed + failed === 0) return null;
  return (
    <span className={styles['tally']} role="status">
      {passed > 0 && <span data-tone="ok">{passed} ✓</span>}
      {failed > 0 && <span data-tone="bad">{failed} ✗</span>}
      {running > 0 && <span data-tone="run">{running} running</span>}
    </span>
  );
}
