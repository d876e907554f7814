import { useState } from 'react';
import type { MachineDraft } from '../../../../main/contract/machine-form.ts';
import type { Result } from '../../../../main/contract/problem.ts';
import type { DraftedMachine } from '../../../state/machine-actions.ts';
import { Choice } from '../../../ui/Choice.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { MachineForm } from './MachineForm.tsx';
import { companionsOf, formTitle } from './form-text.ts';
import styles from './Paste.module.css';

interface DraftFormsProps {
  draft: MachineDraft;
  /** The text is about one machine: there is no choice between it and its screens. */
  isOneMachine: boolean;
  onConnect(machine: DraftedMachine): Promise<Result<unknown>>;
  onBack(): void;
}

/** What was found in a text: one form, or a choice of several. */
export function DraftForms({ draft, isOneMachine, onConnect, onBack }: DraftFormsProps) {
  const [chosen, setChosen] = useState('0');
  const { draftId, forms, notes } = draft;
  const form = forms[Number(chosen)] ?? forms[0];
  const companions = form === undefined ? [] : companionsOf(forms, form);
  const needsChoice = forms.length > (isOneMachine ? companions.length : 0) + 1;
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
          onConnect={onConnect}
          onBack={onBack}
        />
      )}
    </div>
  );
}
