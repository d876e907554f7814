import { useState, type FormEvent } from 'react';
import type { Account } from '../../../main/contract/account.ts';
import { MAX_LABEL_LENGTH } from '../../../main/contract/limits.ts';
import { renameAccount } from '../../state/account-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { ButtonRow, Card } from '../../ui/Page.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './Accounts.module.css';

interface RenameAccountProps {
  account: Account;
  isOpen: boolean;
  setOpen(isOpen: boolean): void;
}

/** The name is what the sidebar and the list call the account; the service never learns it. */
export function RenameAccount({ account, isOpen, setOpen }: RenameAccountProps) {
  const [label, setLabel] = useState(account.label);
  const [isPending, run] = usePending();

  function keepOld(): void {
    setLabel(account.label);
    setOpen(false);
  }

  function save(event: FormEvent): void {
    event.preventDefault();
    if (label.trim() === '') return;
    run(async () => {
      if (await renameAccount(account.id, label.trim())) setOpen(false);
    });
  }

  return (
    <Card
      title="Name"
      text={isOpen ? undefined : account.label}
      tools={!isOpen && <Button onPress={() => setOpen(true)}>Rename</Button>}
    >
      {isOpen && (
        <form className={styles['form']} onSubmit={save} autoComplete="off">
          <TextField
            label="Account name"
            value={label}
            onChange={setLabel}
            maxLength={MAX_LABEL_LENGTH}
            onEscape={keepOld}

            startsFocused
            isRequired
          />
          <ButtonRow>
            <Button type="submit" variant="primary" isPending={isPending} isDisabled={label.trim() === ''}>
              Save name
            </Button>
            <Button onPress={keepOld}>Keep the old name</Button>
          </ButtonRow>
        </form>
      )}
    </Card>
  );
}
