import { MAX_LABEL_LENGTH } from '../../../main/contract/limits.ts';
import { useState, type FormEvent } from 'react';
import { copyPublicKey, makeKey } from '../../state/key-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './Keys.module.css';

/** Makes an ed25519 key and puts its public part on the clipboard, which is what one needs next. */
export function MakeKey({ onDone }: { onDone(): void }) {
  const [label, setLabel] = useState('Jumpseat');
  const [isPending, run] = usePending();

  function make(event: FormEvent): void {
    event.preventDefault();
    if (label.trim() === '') return;
    run(async () => {
      const keyId = await makeKey(label.trim());
      if (keyId === undefined) return;
      await copyPublicKey(keyId);
      onDone();
    });
  }

  return (
    <form className={styles['make']} onSubmit={make} autoComplete="off">
      <div className={styles['name']}>
        <TextField
          label="Key name"
          value={label}
          onChange={setLabel}
          maxLength={MAX_LABEL_LENGTH}
          startsFocused
          isRequired
        />
      </div>
      <Button type="submit" variant="primary" isPending={isPending} isDisabled={label.trim() === ''}>
        Make the key
      </Button>
      <Button onPress={onDone}>Not now</Button>
      <p className={styles['none']}>An ed25519 key. Its public part is put on the clipboard at once.</p>
    </form>
  );
}
