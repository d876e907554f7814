import { memo } from 'react';
import type { Transfer, TransferAnswer } from '../../../main/contract/transfer.ts';
import { answerTransfer } from '../../state/transfer-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { ruleWords } from './transfer-commands.ts';
import { newerText, questionText, sideText } from './transfer-text.ts';
import styles from './TransferQuestion.module.css';

interface TransferQuestionProps {
  transferId: string;
  /** Of which transfer, where that does not stand above. */
  title?: string | undefined;
  question: NonNullable<Transfer['question']>;
  isCounting: boolean;
}

interface Choice {
  label: string;
  answer: TransferAnswer;
}

function choicesOf(kind: TransferQuestionProps['question']['kind']): Choice[] {
  if (kind === 'limit') {
    return [
      { label: 'Go on', answer: { kind, goOn: true } },
      { label: 'Stop here', answer: { kind, goOn: false } },
    ];
  }
  return ruleWords.map(({ rule, label }) => ({ label, answer: { kind, rule } }));
}

/** What a transfer has to know before it goes on, asked where it stands; one answer for all of it. */
export const TransferQuestion = memo(function Question(props: TransferQuestionProps) {
  const { transferId, title, question, isCounting } = props;
  const [isPending, run] = usePending();
  const text = questionText(question, isCounting);
  // A transfer of one file is called as the file that is asked about.
  const prefix = title !== undefined && !text.startsWith(`${title} `) ? title : undefined;
  const newer = question.kind === 'conflict' ? newerText(question.coming, question.there) : undefined;
  return (
    <div className={styles['question']} role="group" aria-label={prefix === undefined ? text : `${prefix}: ${text}`}>
      <div className={styles['words']}>
        <p>
          {prefix !== undefined && <strong>{prefix}: </strong>}
          {text}
        </p>
        {question.kind === 'conflict' && (
          <dl className={styles['sides']}>
            <div>
              <dt>Coming:</dt> <dd>{sideText(question.coming)}</dd>
            </div>
            <div>
              <dt>Already there:</dt> <dd>{sideText(question.there)}</dd>
            </div>
          </dl>
        )}
        {newer !== undefined && <p className={styles['newer']}>{newer}</p>}
      </div>
      <div className={styles['choices']} data-choices>
        {choicesOf(question.kind).map(({ label, answer }) => (
          <Button
            key={label}
            size="small"
            isPending={isPending}
            onPress={() =>
              run(async () => {
                await answerTransfer(transferId, answer);
              })
            }
          >
            {label}
          </Button>
        ))}
        <span className={styles['scope']}>
          {question.kind === 'conflict' ? 'One answer for all files of this transfer.' : 'What has arrived stays.'}
        </span>
      </div>
    </div>
  );
});
