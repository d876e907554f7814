import type { Transfer } from '../../../main/contract/transfer.ts';
import { openLink } from '../../state/app-actions.ts';
import { controlTransfers } from '../../state/transfer-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { TransferQuestion } from './TransferQuestion.tsx';
import styles from './TransferStrip.module.css';

/** What one transfer needs from the person, above the line of the strip. */
export function StripQuestion({ transfer }: { transfer: Transfer }) {
  const { id, title, question, isCounting, problem } = transfer;
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
            <Button size="small" variant="danger" onPress={() => void controlTransfers('cancel', [id])}>
              Cancel it
            </Button>
          </ProblemNotice>
        )
      )}
    </div>
  );
}
