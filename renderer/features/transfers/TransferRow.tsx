import { memo } from 'react';
import type { Transfer } from '../../../main/contract/transfer.ts';
import { openLink } from '../../state/app-actions.ts';
import { controlTransfers } from '../../state/transfer-actions.ts';
import { useTransfer } from '../../state/transfer-hooks.ts';
import { hasEnded, shareOf } from '../../state/transfer-states.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { FoldButton } from '../../ui/FoldButton.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { countText } from '../../ui/size/size-text.ts';
import { TimeAgo } from '../../ui/time/Times.tsx';
import { TransferButtons } from './TransferButtons.tsx';
import { TransferNotes } from './TransferNotes.tsx';
import { TransferQuestion } from './TransferQuestion.tsx';
import {
  arrows,
  cancelQuestion,
  directionWords,
  noteCounts,
  noteWords,
  quietText,
  routeText,
  stateParts,
  toneOf,
} from './transfer-text.ts';
import styles from './TransferRow.module.css';

/** What of a row is open; kept by the list, because a row that is scrolled away is gone. */
export interface RowState {
  showsNotes: boolean;
  asksToCancel: boolean;
}

interface TransferRowProps extends RowState {
  id: string;
  /** Says of which machine it is. */
  showsMachine: boolean;
  onNotes(id: string, isOpen: boolean): void;
  onCancel(id: string): void;
  onCancelled(): void;
}

const barTones = { ok: 'ok', bad: 'bad', run: 'calm', warn: 'warn', off: 'rest' } as const;

function Status({ transfer }: { transfer: Transfer }) {
  const { title, endedAt, current, state } = transfer;
  const words = stateParts(transfer).join(' · ');
  const tone = toneOf(transfer);
  return (
    <div className={styles['status']}>
      {hasEnded(transfer) ? (
        <Dot tone={tone} />
      ) : (
        <ProgressBar label={`Progress of ${title}`} share={shareOf(transfer)} valueText={words} tone={barTones[tone]} />
      )}
      <span className={styles['words']} data-tone={tone}>
        {words}
        {endedAt !== undefined && (
          <>
            {' · '}
            <TimeAgo at={endedAt} />
          </>
        )}
      </span>
      {state === 'running' && current !== undefined && current !== title && (
        <span className={styles['current']} title={current}>
          {current}
        </span>
      )}
    </div>
  );
}

function Trouble({ transfer }: { transfer: Transfer }) {
  const { id, state, problem } = transfer;
  const quiet = quietText(transfer);
  if (quiet !== undefined) return <p className={styles['quiet']}>{quiet}</p>;
  if (problem === undefined) return null;
  return (
    <ProblemNotice
      problem={problem}
      role="note"
      tone={state === 'stopped' ? 'bad' : 'warn'}
      onOpenLink={(url) => void openLink(url)}
    >
      {state === 'stopped' && (
        <Button size="small" onPress={() => void controlTransfers('resume', [id])}>
          Try again
        </Button>
      )}
    </ProblemNotice>
  );
}

/** One dropped thing on its way: how it stands, what it asks, what happened to its files. */
export const TransferRow = memo(function Row(props: TransferRowProps) {
  const { id, showsMachine, showsNotes, asksToCancel, onNotes, onCancel, onCancelled } = props;
  const transfer = useTransfer(id);
  if (transfer === undefined) return null;
  const { title, direction, state, failedCount, question, isCounting, machineName } = transfer;
  const counts = noteCounts(transfer);
  const route = routeText(transfer);
  return (
    <div className={styles['transfer']}>
      <div className={styles['line']}>
        <span className={styles['arrow']} role="img" aria-label={directionWords[direction]}>
          {arrows[direction]}
        </span>
        <span className={styles['title']} title={title}>
          {title}
        </span>
        <span className={styles['route']} title={route}>
          {showsMachine && `${machineName} · `}
          {route}
        </span>
        <span className={styles['buttons']}>
          <TransferButtons
            id={id}
            title={title}
            state={state}
            direction={direction}
            hasFailed={failedCount > 0}
            onCancel={onCancel}
          />
        </span>
      </div>
      <Status transfer={transfer} />
      {asksToCancel && (
        <Confirm
          question={cancelQuestion(title)}
          confirmLabel="Cancel it"
          onConfirm={() => {
            onCancelled();
            void controlTransfers('cancel', [id]);
          }}
          onCancel={onCancelled}
        />
      )}
      {question !== undefined && <TransferQuestion transferId={id} question={question} isCounting={isCounting} />}
      <Trouble transfer={transfer} />
      {counts.length > 0 && (
        <div className={styles['notes']}>
          <FoldButton isOpen={showsNotes} onPress={() => onNotes(id, !showsNotes)}>
            {counts.map(({ kind, count }) => `${countText(count)} ${noteWords[kind]}`).join(', ')}
          </FoldButton>
          {showsNotes && <TransferNotes transfer={transfer} />}
        </div>
      )}
    </div>
  );
});
