import { useState } from 'react';
import type { Transfer, TransferNote } from '../../../main/contract/transfer.ts';
import { openLink } from '../../state/app-actions.ts';
import { controlTransfers } from '../../state/transfer-actions.ts';
import { canDo } from '../../state/transfer-states.ts';
import { Button } from '../../ui/Button.tsx';
import { ToggleChip } from '../../ui/Chip.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { countText } from '../../ui/size/size-text.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { copyTransferNotes } from './copy-notes.ts';
import { noteCounts, noteWords } from './transfer-text.ts';
import { PAGE_NOTES, useNotePage } from './use-note-page.ts';
import styles from './TransferNotes.module.css';

interface NoteListProps {
  transferId: string;
  title: string;
  kind: TransferNote['kind'];
  count: number;
}

function Pager({ offset, total, onMove }: { offset: number; total: number; onMove(offset: number): void }) {
  if (total <= PAGE_NOTES) return null;
  const last = Math.min(total, offset + PAGE_NOTES);
  return (
    <div className={styles['pager']}>
      <Button size="small" isDisabled={offset === 0} onPress={() => onMove(Math.max(0, offset - PAGE_NOTES))}>
        Previous
      </Button>
      <span>
        {countText(offset + 1)} to {countText(last)} of {countText(total)}
      </span>
      <Button size="small" isDisabled={last >= total} onPress={() => onMove(offset + PAGE_NOTES)}>
        Next
      </Button>
    </div>
  );
}

function NoteList({ transferId, title, kind, count }: NoteListProps) {
  const [offset, setOffset] = useState(0);
  const page = useNotePage(transferId, kind, offset, count);
  if (page === undefined) return <Skeleton label={`Reading what ${noteWords[kind]}`} lines={Math.min(3, count)} />;
  if (page.problem !== undefined) {
    return <ProblemNotice problem={page.problem} role="status" onOpenLink={(url) => void openLink(url)} />;
  }
  return (
    <>
      <div
        className={styles['scroll']}
        tabIndex={0}
        role="region"
        aria-label={`Files of ${title} that ${kind === 'failed' ? 'failed' : `were ${noteWords[kind]}`}`}
      >
        <ul className={styles['list']}>
          {page.notes.map(({ path, message }, index) => (
            <li key={`${index} ${path}`}>
              <code>{path}</code>
              <span>{message}</span>
            </li>
          ))}
        </ul>
      </div>
      <Pager offset={offset} total={page.total} onMove={setOffset} />
    </>
  );
}

/** What happened to files other than their arrival, and why. */
export function TransferNotes({ transfer }: { transfer: Transfer }) {
  const counts = noteCounts(transfer);
  const [chosen, setChosen] = useState<TransferNote['kind']>();
  const [isCopying, run] = usePending();
  const shown = counts.find(({ kind }) => kind === chosen) ?? counts[0];
  if (shown === undefined) return null;
  const { id, title } = transfer;
  return (
    <div className={styles['notes']}>
      <div className={styles['tools']}>
        {counts.map(({ kind, count }) => (
          <ToggleChip key={kind} isOn={kind === shown.kind} onToggle={() => setChosen(kind)}>
            {countText(count)} {noteWords[kind]}
          </ToggleChip>
        ))}
        <span className={styles['gap']} />
        {canDo('retry', transfer) && (
          <Button size="small" onPress={() => void controlTransfers('retry', [id])}>
            Retry what failed
          </Button>
        )}
        <Button size="small" isPending={isCopying} onPress={() => run(() => copyTransferNotes(id, shown.kind))}>
          Copy the list
        </Button>
      </div>
      <NoteList key={shown.kind} transferId={id} title={title} kind={shown.kind} count={shown.count} />
    </div>
  );
}
