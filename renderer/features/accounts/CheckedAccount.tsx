import { useState, type FormEvent } from 'react';
import type { AccountCheck } from '../../../main/contract/account.ts';
import { MAX_LABEL_LENGTH } from '../../../main/contract/limits.ts';
import type { Problem, Result } from '../../../main/contract/problem.ts';
import { secretPlaceText } from '../../state/accounts.ts';
import { openLink } from '../../state/app-actions.ts';
import { useKeychain } from '../../state/areas.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ButtonRow } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './Accounts.module.css';

interface CheckedAccountProps {
  check: AccountCheck;
  saveLabel: string;
  /** The account gets its name here. */
  hasName?: boolean;
  onSave(label: string): Promise<Result<unknown>>;
  onBack(): void;
}

/** Who a token belongs to, what it sees and where it will be kept, before anything is stored. */
export function CheckedAccount({ check, saveLabel, hasName = false, onSave, onBack }: CheckedAccountProps) {
  const { login, scope, secretPlace } = check;
  const keychain = useKeychain();
  const [label, setLabel] = useState(check.label);
  const [problem, setProblem] = useState<Problem>();
  const [isSaving, run] = usePending();

  function save(event: FormEvent): void {
    event.preventDefault();
    if (label.trim() === '') return;
    run(async () => {
      const result = await onSave(label.trim());
      if (!result.ok) setProblem(result.problem);
    });
  }

  return (
    <form className={styles['form']} onSubmit={save} autoComplete="off">
      <Facts
        entries={[
          ['Belongs to', login ?? 'the service does not say'],
          ['Sees', scope],
          ['Token kept', secretPlaceText(secretPlace, keychain.name)],
        ]}
      />
      {secretPlace === 'this-run' && (
        <Notice
          tone="warn"
          message={
            keychain.message ?? 'There is no keychain, so the token stays in memory and is never written to disk.'
          }
          hint={keychain.hint}
        />
      )}
      {hasName && (
        <TextField
          label="Account name"
          value={label}
          onChange={setLabel}
          description="As it stands in the sidebar. It can be changed at any time."
          maxLength={MAX_LABEL_LENGTH}
          startsFocused
          isRequired
        />
      )}
      {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
      <ButtonRow>
        <Button type="submit" variant="primary" isPending={isSaving} isDisabled={label.trim() === ''}>
          {saveLabel}
        </Button>
        <Button onPress={onBack}>Use another token</Button>
      </ButtonRow>
    </form>
  );
}
