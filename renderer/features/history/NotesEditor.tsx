import { useEffect } from 'react';
import { TextArea, TextField } from 'react-aria-components';
import type { SessionRecord } from '../../../main/contract/record.ts';
import { openLink } from '../../state/app-actions.ts';
import { editNotes, saveNotes, useNoteDrafts } from '../../state/note-drafts.ts';
import { Button } from '../../ui/Button.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './History.module.css';

/** As the contract has it, in characters. */
const MAX_LENGTH = 262_144;

/** The person's own words about a session. They save themselves, and stay in sight when that does not work. */
export function NotesEditor({ record }: { record: SessionRecord }) {
  const { id, notes } = record;
  const draft = useNoteDrafts(({ drafts }) => drafts[id]);
  const [isPending, run] = usePending();
  // Whoever goes elsewhere does not wait for typing to rest.
  useEffect(() => () => void saveNotes(id), [id]);
  const text = draft?.text ?? notes;
  const problem = draft?.problem;
  const word = draft === undefined ? (notes === '' ? '' : 'Saved') : problem === undefined ? 'Saving…' : 'Not saved';
  return (
    <section className={styles['section']}>
      <div className={styles['sectionHead']}>
        <h3>Notes</h3>
        <span className={styles['word']} role="status">
          {word}
        </span>
      </div>
      <TextField aria-label="Notes" value={text} onChange={(next) => editNotes(id, next)} maxLength={MAX_LENGTH}>
        <TextArea
          className={styles['notes'] ?? ''}
          placeholder="What you found, for later"
          onBlur={() => void saveNotes(id)}
          rows={Math.min(16, Math.max(3, text.split('\n').length + 1))}
        />
      </TextField>
      {problem !== undefined && (
        <ProblemNotice problem={problem} note="Your text is kept here." onOpenLink={(url) => void openLink(url)}>
          <Button size="small" isPending={isPending} onPress={() => run(() => saveNotes(id))}>
            Try again
          </Button>
        </ProblemNotice>
      )}
    </section>
  );
}
