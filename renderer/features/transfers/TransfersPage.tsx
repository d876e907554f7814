import { ArrowUpDown } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { controlTransfers } from '../../state/transfer-actions.ts';
import { currentTransfers, useOverallOf, useTransferFact, useTransferIds } from '../../state/transfer-hooks.ts';
import { idsFor } from '../../state/transfer-states.ts';
import { setAsksToCancel, useTransferView } from '../../state/transfer-view.ts';
import { Confirm } from '../../ui/Confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { countOf } from '../../ui/size/size-text.ts';
import { compactText } from './summary-text.ts';
import { cancelQuestion } from './transfer-text.ts';
import { TransferList } from './TransferList.tsx';
import styles from './TransfersPage.module.css';

const everywhere = {};

function Overall() {
  const overall = useOverallOf(everywhere);
  const text = useTransferFact(everywhere, compactText);
  if (overall === undefined) return null;
  return (
    <div className={styles['overall']}>
      <span className={styles['text']}>{text}</span>
      <ProgressBar label="Progress of all transfers" share={overall.share} valueText={text} />
    </div>
  );
}

/** The question that the palette asks from anywhere. */
function CancelAll({ count }: { count: number }) {
  return (
    <div className={styles['ask']}>
      <Confirm
        question={cancelQuestion(countOf(count, 'transfer', 'transfers'))}
        confirmLabel={count === 1 ? 'Cancel it' : 'Cancel all of them'}
        onConfirm={() => {
          setAsksToCancel(false);
          void controlTransfers('cancel', idsFor('cancel', currentTransfers()));
        }}
        onCancel={() => setAsksToCancel(false)}
      />
    </div>
  );
}

/**
 * Transfers of all sessions, also those that wait for their machine since Jumpseat was started again. Files that are open
 * in an editor come from their own feature.
 */
export function TransfersPage({ children }: { children?: ReactNode }) {
  const count = useTransferIds(everywhere).length;
  const openCount = useOverallOf(everywhere)?.openCount ?? 0;
  const asks = useTransferView(({ asksToCancel }) => asksToCancel);
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) root.current?.focus();
    return () => setAsksToCancel(false);
  }, []);
  return (
    <main ref={root} className={styles['page']} tabIndex={-1} aria-label="Transfers" data-region="transfers">
      <PageHeader>
        <PageTitle>Transfers</PageTitle>
        <Overall />
      </PageHeader>
      {asks && openCount > 0 && <CancelAll count={openCount} />}
      {children}
      {count === 0 ? (
        <EmptyState icon={<ArrowUpDown size={28} strokeWidth={1.5} />} title="Nothing is being transferred">
          Drop files on the files of a session, or download some there. What is on its way shows here, and goes on after
          a lost connection and after Jumpseat was closed.
        </EmptyState>
      ) : (
        <TransferList scope={everywhere} showsMachine isActive />
      )}
    </main>
  );
}
