import { useState } from 'react';
import type { MachineDraft, MachineForm as Form } from '../../../../main/contract/machine-form.ts';
import type { Result } from '../../../../main/contract/problem.ts';
import type { DraftedMachine } from '../../../state/machine-actions.ts';
import { Choice } from '../../../ui/Choice.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { MachineForm } from './MachineForm.tsx';
import { fieldsOf, formFrom } from './form-fields.ts';
import { companionsOf, formTitle } from './form-text.ts';
import styles from './Paste.module.css';

interface DraftFormsProps {
  draft: MachineDraft;
  /** All forms are of one machine: what the other forms say of it goes with the one that is shown. */
  isOneMachine: boolean;
  onConnect(machine: DraftedMachine, companions: DraftedMachine[]): Promise<Result<unknown>>;
  onBack(): void;
}

/** What was found in a text: one form, or a choice of several. */
export function DraftForms({ draft, isOneMachine, onConnect, onBack }: DraftFormsProps) {
  const [chosen, setChosen] = useState('0');
  const { draftId, forms, notes } = draft;
  const form = forms[Number(chosen)] ?? forms[0];
  const companions: Form[] = isOneMachine && form !== undefined ? companionsOf(forms, form) : [];
  const needsChoice = forms.length > companions.length + 1;
  return (
    <div className={styles['box']}>
      {notes.map((note) => (
        <Notice key={note} tone="warn" message={note} />
      ))}
      {needsChoice && (
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
        <MachineForm
          key={chosen}
          draftId={draftId}
          form={form}
          remark={companions.length === 0 ? undefined : `Taken with it: ${companions.map(formTitle).join(', ')}.`}
          onConnect={(machine) =>
            onConnect(
              machine,
              companions.map((other) => ({ draftId, form: formFrom(fieldsOf(other), other) })),
            )
          }
          onBack={onBack}
        />
      )}
    </div>
  );
}
