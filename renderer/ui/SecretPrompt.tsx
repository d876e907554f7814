import { useState, type FormEvent } from 'react';
import { Button } from './Button.tsx';
import { Checkbox } from './Checkbox.tsx';
import { TextField } from './TextField.tsx';
import { usePending } from './use-pending.ts';
import styles from './SecretPrompt.module.css';

interface SecretPromptProps {
  label: string;
  submitLabel: string;
  /** Offers to keep it; left out where it cannot be kept. */
  keepLabel?: string | undefined;
  /** Gives why it was not taken; undefined when it was. */
  onSubmit(secret: string, isKept: boolean): Promise<string | undefined>;
  onCancel?: () => void;
}

/** Asks for a secret in place. What was typed is forgotten as soon as it was taken. */
export function SecretPrompt({ label, submitLabel, keepLabel, onSubmit, onCancel }: SecretPromptProps) {
  const [secret, setSecret] = useState('');
  const [isKept, setKept] = useState(keepLabel !== undefined);
  const [error, setError] = useState<string>();
  const [isPending, run] = usePending();

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (secret === '') return;
    run(async () => {
      const refusal = await onSubmit(secret, isKept);
      setError(refusal);
      if (refusal === undefined) setSecret('');
    });
  }

  return (
    <form className={styles['prompt']} onSubmit={submit} autoComplete="off">
      <div className={styles['field']}>
        <TextField
          label={label}
          value={secret}
          onChange={setSecret}
          error={error}
          isSecret
          startsFocused={onCancel !== undefined}
        />
      </div>
      {keepLabel !== undefined && (
        <Checkbox isOn={isKept} onChange={setKept}>
          {keepLabel}
        </Checkbox>
      )}
      <Button type="submit" variant="primary" isPending={isPending} isDisabled={secret === ''}>
        {submitLabel}
      </Button>
      {onCancel !== undefined && <Button onPress={onCancel}>Not now</Button>}
    </form>
  );
}
