import { useCallback, useMemo, useState, type KeyboardEvent } from 'react';
import { controlTransfers, showTransferFolder } from '../../state/transfer-actions.ts';
import { currentTransfers, useTransferIds, type TransferScope } from '../../state/transfer-hooks.ts';
import { canDo, hasEnded, idsFor } from '../../state/transfer-states.ts';
import { forgetRevealed, useTransferView } from '../../state/transfer-view.ts';
import { emptySelection, onlyThere } from '../../ui/table/selection.ts';
import { VirtualList } from '../../ui/table/VirtualList.tsx';
import { ListTools } from './ListTools.tsx';
import { TransferRow } from './TransferRow.tsx';
import styles from './TransferList.module.css';

/** Height of a row without anything folded out, in CSS pixels. */
const ROW_PX = 61;

interface TransferListProps {
  scope: TransferScope;
  showsMachine: boolean;
  /** Its commands stand in the palette. */
  isActive: boolean;
}

function withKey(keys: ReadonlySet<string>, key: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(keys);
  if (isIn) next.add(key);
  else next.delete(key);
  return next;
}

/** One row for each dropped thing, and what can be done with those that are selected, or with all. */
export function TransferList({ scope, showsMachine, isActive }: TransferListProps) {
  const ids = useTransferIds(scope);
  const [lastSelection, setSelection] = useState(emptySelection);
  const known = useMemo(() => new Set(ids), [ids]);
  const selection = onlyThere(lastSelection, (id) => known.has(id));
  const revealedKey = useTransferView(({ revealedId }) => revealedId);
  const [openNotes, setOpenNotes] = useState<ReadonlySet<string>>(new Set());
  const [askedId, setAskedId] = useState<string>();

  const toggleNotes = useCallback((id: string, isOpen: boolean) => {
    setOpenNotes((before) => withKey(before, id, isOpen));
  }, []);
  /** What has not begun is cancelled at once; anything else asks. */
  const cancel = useCallback((id: string) => {
    const transfer = currentTransfers().find((other) => other.id === id);
    if (transfer === undefined) return;
    if (transfer.bytesDone > 0 || transfer.filesDone > 0) setAskedId(id);
    else void controlTransfers('cancel', [id]);
  }, []);
  const keepGoing = useCallback(() => setAskedId(undefined), []);

  function onKey(event: KeyboardEvent): boolean {
    const { keys, cursor } = selection;
    const transfers = currentTransfers(scope).filter(({ id }) => (keys.size > 0 ? keys.has(id) : id === cursor));
    const active = transfers.find(({ id }) => id === cursor) ?? transfers[0];
    if (active === undefined) return false;
    switch (event.key.toLowerCase()) {
      case ' ': {
        const action = transfers.some((transfer) => canDo('pause', transfer)) ? 'pause' : 'resume';
        void controlTransfers(action, idsFor(action, transfers));
        return true;
      }
      case 'delete':
      case 'backspace':
        if (transfers.every(hasEnded)) void controlTransfers('clear', idsFor('clear', transfers));
        else if (transfers.length === 1) cancel(active.id);
        else setAskedId('selected');
        return true;
      case 'enter':
        toggleNotes(active.id, !openNotes.has(active.id));
        return true;
      case 'r':
        void controlTransfers('retry', idsFor('retry', transfers));
        return true;
      case 'f':
        void controlTransfers('first', idsFor('first', transfers));
        return true;
      case 'o':
        void showTransferFolder(active.id);
        return true;
      default:
        return false;
    }
  }

  return (
    <div className={styles['transfers']}>
      <ListTools
        scope={scope}
        selected={selection.keys}
        isActive={isActive}
        asksToCancel={askedId === 'selected'}
        onAsk={(asks) => setAskedId(asks ? 'selected' : undefined)}
      />
      <VirtualList
        label="Transfers"
        keys={ids}
        selection={selection}
        onSelection={setSelection}
        estimatedPx={ROW_PX}
        row={(id) => (
          <TransferRow
            id={id}
            showsMachine={showsMachine}
            showsNotes={openNotes.has(id)}
            asksToCancel={askedId === id}
            onNotes={toggleNotes}
            onCancel={cancel}
            onCancelled={keepGoing}
          />
        )}
        onKey={onKey}
        revealedKey={revealedKey}
        onRevealed={forgetRevealed}
      />
    </div>
  );
}
