import { useCallback } from 'react';
import type { Transfer } from '../../../main/contract/transfer.ts';
import type { Command } from '../../state/commands.ts';
import { controlTransfers } from '../../state/transfer-actions.ts';
import { currentTransfers, useTransferFact, type TransferScope } from '../../state/transfer-hooks.ts';
import { canDo, idsFor, type TransferAction } from '../../state/transfer-states.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { countOf } from '../../ui/size/size-text.ts';
import { cancelQuestion } from './transfer-text.ts';
import styles from './TransferList.module.css';

interface ListToolsProps {
  scope: TransferScope;
  /** With none selected, all are meant. */
  selected: ReadonlySet<string>;
  isActive: boolean;
  asksToCancel: boolean;
  onAsk(asks: boolean): void;
}

const tools: readonly { action: TransferAction; all: string; some: string }[] = [
  { action: 'pause', all: 'Pause all', some: 'Pause' },
  { action: 'resume', all: 'Resume all', some: 'Resume' },
  { action: 'first', all: '', some: 'Before the others' },
  { action: 'retry', all: 'Retry all that failed', some: 'Retry what failed' },
  { action: 'clear', all: 'Clear finished', some: 'Clear finished' },
];

/** How many can be cancelled, and what else can be done, as JSON. */
function possibleOf(transfers: readonly Transfer[], selected: ReadonlySet<string>): string {
  const own = selected.size === 0 ? transfers : transfers.filter(({ id }) => selected.has(id));
  const possible = tools.filter(({ action }) => own.some((transfer) => canDo(action, transfer)));
  return JSON.stringify([idsFor('cancel', own).length, ...possible.map(({ action }) => action)]);
}

/** What can be done with several transfers at once. */
export function ListTools({ scope, selected, isActive, asksToCancel, onAsk }: ListToolsProps) {
  const isSome = selected.size > 0;
  const meant = () => currentTransfers(scope).filter(({ id }) => !isSome || selected.has(id));
  // One text for all that is possible, so that nothing is drawn while it stays the same.
  const readPossible = useCallback((transfers: Transfer[]) => possibleOf(transfers, selected), [selected]);
  const [cancelCount, ...possible] = JSON.parse(useTransferFact(scope, readPossible)) as [number, ...string[]];
  const shown = tools.filter(({ action, all }) => possible.includes(action) && (isSome || all !== ''));
  const act = (action: TransferAction) => void controlTransfers(action, idsFor(action, meant()));

  useCommands((): Command[] => {
    if (!isSome) return [];
    const many = countOf(selected.size, 'selected transfer', 'selected transfers');
    return [
      ...shown.map(({ action, some }) => ({
        id: `transfers.selected.${action}`,
        title: `${some}: ${many}`,
        group: 'Transfers',
        run: () => act(action),
      })),
      ...(cancelCount === 0
        ? []
        : [{ id: 'transfers.selected.cancel', title: `Cancel ${many}…`, group: 'Transfers', run: () => onAsk(true) }]),
    ];
  }, isActive);

  if (asksToCancel && cancelCount > 0) {
    return (
      <div className={styles['tools']}>
        <Confirm
          question={cancelQuestion(countOf(cancelCount, 'transfer', 'transfers'))}
          confirmLabel={cancelCount === 1 ? 'Cancel it' : 'Cancel them'}
          onConfirm={() => {
            onAsk(false);
            act('cancel');
          }}
          onCancel={() => onAsk(false)}
        />
      </div>
    );
  }
  return (
    <div
      className={styles['tools']}
      role="toolbar"
      aria-label={isSome ? 'Selected transfers' : 'All of these transfers'}
    >
      {isSome && <span className={styles['count']}>{selected.size} selected</span>}
      {shown.map(({ action, all, some }) => (
        <Button key={action} size="small" onPress={() => act(action)}>
          {isSome ? some : all}
        </Button>
      ))}
      {cancelCount > 0 && (
        <Button size="small" variant="danger" onPress={() => onAsk(true)}>
          {isSome ? 'Cancel' : 'Cancel all'}…
        </Button>
      )}
    </div>
  );
}
