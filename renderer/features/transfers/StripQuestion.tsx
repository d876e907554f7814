import { useState } from 'react';
import type { Transfer } from '../../../main/contract/transfer.ts';
import { openLink } from '../../state/app-actions.ts';
import { controlTransfers } from '../../state/transfer-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { cancelQuestion } from './transfer-text.ts';
import { TransferQuestion } from './TransferQuestion.tsx';
import styles from './TransferStrip.module.css';

/** What one transfer needs from the person, above the line of the strip. */
export function StripQuestion({ transfer }: { transfer: Transfer }) {
  const { id, title, question, isCounting, problem } = transfer;
  const [asksToCancel, setAsksToCancel] = useState(false);
  return (
    <div className={styles['pressing']}>
      {question !== undefined ? (
        <TransferQuestion transferId={id} title={title} question={question} isCounting={isCounting} />
      ) : (
        problem !== undefined && (
          <ProblemNotice
            problem={{ ...problem, message: `${title} stopped. ${problem.message}` }}
            role="note"
            onOpenLink={(url) => void openLink(url)}
          >
            <Button size="small" onPress={() => void controlTransfers('resume', [id])}>
              Try again
            </Button>
            <Button size="small" variant="danger" onPress={() => setAsksToCancel(true)}>
              Cancel…
            </Button>
          </ProblemNotice>
        )
      )}
      {asksToCancel && (
        <Confirm
          question={cancelQuestion(title)}
          confirmLabel="Cancel it"
          onConfirm={() => {
            setAsksToCancel(false);
            void controlTransfers('cancel', [id]);
          }}
          onCancel={() => setAsksToCancel(false)}
        />
      )}
    </div>
  );
}
