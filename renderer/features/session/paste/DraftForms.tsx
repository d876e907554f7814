import { useState } from 'react';
import type { MachineDraft } from '../../../../main/contract/machine-form.ts';
import type { Result } from '../../../../main/contract/problem.ts';
import type { DraftedMachine } from '../../../state/machine-actions.ts';
import { Choice } from '../../../ui/Choice.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { MachineForm } from './MachineForm.tsx';
import { formTitle } from './form-text.ts';
import styles from './Paste.module.css';

interface DraftFormsProps {
  draft: MachineDraft;
  onConnect(machine: DraftedMachine): Promise<Result<unknown>>;
  onBack(): void;
}

/** What was found in a text: one form, or a choice of several. */
export function DraftForms({ draft, onConnect, onBack }: DraftFormsProps) {
  const [chosen, setChosen] = useState('0');
  const { draftId, forms, notes } = draft;
  const form = forms[Number(chosen)] ?? forms[0];
  return (
    <div className={styles['box']}>
      {notes.map((note) => (
        <Notice key={note} tone="warn" message={note} />
      ))}
      {forms.length > 1 && (
        <div className={styles['choice']}>
          <Choice
            label="The text names several ways to a machine"
            value={chosen}
            options={forms.map((option, index) => ({ value: String(index), label: formTitle(option) }))}
            onChange={setChosen}
          />
        </div>
      )}
      {form !== undefined && (
        <MachineForm key={chosen} draftId={draftId} form={form} onConnect={onConnect} onBack={onBack} />
      )}
    </div>
  );
}
