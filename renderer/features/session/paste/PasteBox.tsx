import { useState } from 'react';
import { MAX_PASTE_LENGTH } from '../../../../main/contract/limits.ts';
import type { MachineDraft } from '../../../../main/contract/machine-form.ts';
import type { Problem, Result } from '../../../../main/contract/problem.ts';
import { openLink } from '../../../state/app-actions.ts';
import { readPaste, type DraftedMachine } from '../../../state/machine-actions.ts';
import { Button } from '../../../ui/Button.tsx';
import { CodeField } from '../../../ui/CodeField.tsx';
import { ButtonRow } from '../../../ui/Page.tsx';
import { ProblemNotice } from '../../../ui/ProblemNotice.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import { DraftForms } from './DraftForms.tsx';
import styles from './Paste.module.css';

interface PasteBoxProps {
  label: string;
  hint: string;
  /** What such a text looks like. */
  example: string;
  /** The page is for nothing else, so the keys are for the text. */
  startsFocused?: boolean;
  /** The text is about one machine and its screens. */
  isOneMachine?: boolean;
  onConnect(draft: DraftedMachine): Promise<Result<unknown>>;
}

/** From a pasted text to a form that the person reads, changes, and only then lets connect. */
export function PasteBox({
  label,
  hint,
  example,
  startsFocused = false,
  isOneMachine = false,
  onConnect,
}: PasteBoxProps) {
  const [text, setText] = useState('');
  const [draft, setDraft] = useState<MachineDraft>();
  const [problem, setProblem] = useState<Problem>();
  const [isReading, run] = usePending();

  function read(): void {
    if (text.length > MAX_PASTE_LENGTH) {
      setProblem({
        code: 'paste-unreadable',
        message: 'This text is too long to be about one machine.',
        hint: 'Paste only the lines that say how to reach it.',
      });
      return;
    }
    run(async () => {
      const result = await readPaste(text);
      setProblem(result.ok ? undefined : result.problem);
      if (result.ok) setDraft(result.value);
    });
  }

  if (draft !== undefined) {
    return (
      <DraftForms
        key={draft.draftId}
        draft={draft}
        isOneMachine={isOneMachine}
        onConnect={async (machine) => {
          const result = await onConnect(machine);
          // It may hold a password, and is not needed any more.
          if (result.ok) setText('');
          return result;
        }}
        onBack={() => setDraft(undefined)}
      />
    );
  }
  return (
    <div className={styles['box']}>
      <CodeField
        label={label}
        value={text}
        onChange={setText}
        placeholder={example}
        startsFocused={startsFocused}
        isSecret
      />
      {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
      <ButtonRow>
        <Button variant="primary" isPending={isReading} isDisabled={text.trim() === ''} onPress={read}>
          Read it
        </Button>
        <span className={styles['hint']}>{hint}</span>
      </ButtonRow>
    </div>
  );
}
