import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { memo } from 'react';
import type { Transfer } from '../../../main/contract/transfer.ts';
import { controlTransfers, showTransferFolder } from '../../state/transfer-actions.ts';
import { canDo } from '../../state/transfer-states.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton, type MenuEntry } from '../../ui/Menu.tsx';

interface TransferButtonsProps {
  id: string;
  title: string;
  state: Transfer['state'];
  direction: Transfer['direction'];
  hasFailed: boolean;
  /** Something of it may have arrived: cancelling asks first. */
  onCancel(transferId: string): void;
}

export const folderWords = { upload: 'Show where it comes from', download: 'Show in its folder' } as const;

/** What can be done with one transfer. Drawn again only when that changes. */
export const TransferButtons = memo(function Buttons(props: TransferButtonsProps) {
  const { id, title, state, direction, hasFailed, onCancel } = props;
  const transfer = { state, failedCount: hasFailed ? 1 : 0 };
  const entries: MenuEntry[] = [
    ...(canDo('first', transfer)
      ? [{ id: 'first', label: 'Before the others', shortcut: 'F', run: () => void controlTransfers('first', [id]) }]
      : []),
    { id: 'folder', label: folderWords[direction], shortcut: 'O', run: () => void showTransferFolder(id) },
  ];
  return (
    <>
      {canDo('pause', transfer) && (
        <IconButton
          label={`Pause ${title}`}
          shortcut="Space"
          size="small"
          onPress={() => void controlTransfers('pause', [id])}
        >
          <Pause size={14} />
        </IconButton>
      )}
      {canDo('resume', transfer) && (
        <IconButton
          label={`Resume ${title}`}
          shortcut="Space"
          size="small"
          onPress={() => void controlTransfers('resume', [id])}
        >
          <Play size={14} />
        </IconButton>
      )}
      {canDo('retry', transfer) && (
        <IconButton
          label={`Retry what failed of ${title}`}
          shortcut="R"
          size="small"
          onPress={() => void controlTransfers('retry', [id])}
        >
          <RotateCcw size={14} />
        </IconButton>
      )}
      {canDo('cancel', transfer) ? (
        <IconButton label={`Cancel ${title}`} shortcut="Del" size="small" onPress={() => onCancel(id)}>
          <X size={14} />
        </IconButton>
      ) : (
        <IconButton
          label={`Clear ${title} from the list`}
          shortcut="Del"
          size="small"
          onPress={() => void controlTransfers('clear', [id])}
        >
          <X size={14} />
        </IconButton>
      )}
      <MenuButton label={`More for ${title}`} isQuiet entries={entries} />
    </>
  );
});
