import type { Edit } from '../../../main/contract/edit.ts';
import { resolveEdit } from '../../state/edit-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { shownText } from '../../ui/text/shown-text.ts';
import { clockTime } from '../../ui/time/time-text.ts';
import { usePending } from '../../ui/use-pending.ts';
import { editAdvice, editChoices, editTones, editWords } from './edit-text.ts';
import styles from './EditBar.module.css';

interface EditRowProps {
  edit: Edit;
  /** Of which machine it is, where that does not follow from the place. */
  where?: string | undefined;
  asksToStop: boolean;
  onStop(): void;
  onAnswer(isStopped: boolean): void;
}

/** When it was saved last, and whether that is on the machine. */
function Saved({ edit: { savedAt, state } }: { edit: Edit }) {
  if (savedAt === undefined) return null;
  return (
    <span className={styles['saved']}>
      {state === 'open' ? 'last upload' : 'saved'} {clockTime(savedAt)}
    </span>
  );
}

/** One file that is open elsewhere. */
export function EditRow({ edit, asksToStop, onStop, onAnswer, where }: EditRowProps) {
  const [isPending, run] = usePending();
  const { id, name, path, state } = edit;
  const advice = editAdvice(edit);
  const tone = editTones[state];
  return (
    <div className={styles['edit']} data-tone={tone}>
      <div className={styles['line']}>
        <Dot tone={tone} isBusy={tone === 'run'} />
        <p className={styles['words']} role="status">
          <strong title={shownText(path)}>{name}</strong> {editWords(edit)}
          {where !== undefined && <span className={styles['where']}> · {where}</span>}
        </p>
        <Saved edit={edit} />
        {state !== 'conflict' && (
          <Button size="small" variant="quiet" aria-label={`Stop editing ${name}`} onPress={onStop}>
            Stop editing
          </Button>
        )}
      </div>
      {advice !== undefined && <p className={styles['advice']}>{advice}</p>}
      {state === 'conflict' && (
        <div className={styles['choices']} role="group" aria-label={`What to do with ${name}`}>
          {editChoices.map(({ choice, label, isDanger }) => (
            <Button
              key={choice}
              size="small"
              variant={isDanger ? 'danger' : 'plain'}
              isPending={isPending}
              onPress={() => run(() => resolveEdit(id, choice))}
            >
              {label}
            </Button>
          ))}
          <Button size="small" variant="quiet" aria-label={`Stop editing ${name}`} onPress={onStop}>
            Stop editing
          </Button>
        </div>
      )}
      {asksToStop && (
        <Confirm
          question={`The last save of ${name} is not uploaded. Stop editing and lose it?`}
          confirmLabel="Lose it"
          onConfirm={() => onAnswer(true)}
          onCancel={() => onAnswer(false)}
        />
      )}
    </div>
  );
}
