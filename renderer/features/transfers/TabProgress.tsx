import { useTransferOverall } from '../../state/transfer-hooks.ts';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import styles from './TabProgress.module.css';

/** How far the transfers of a machine are, on the tab of its files. Nothing when none is open. */
export function TabProgress({ sessionId, machine }: { sessionId: string; machine: number }) {
  const overall = useTransferOverall(sessionId, machine);
  if (overall === undefined) return null;
  const { share, activeCount, needsPersonCount } = overall;
  return (
    <span className={styles['progress']}>
      <ProgressBar
        label="Transfers"
        share={share}
        tone={needsPersonCount > 0 ? 'warn' : activeCount > 0 ? 'calm' : 'rest'}
      />
    </span>
  );
}
