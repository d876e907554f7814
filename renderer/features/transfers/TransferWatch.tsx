import { useEffect, useState } from 'react';
import { useCommands } from '../../state/use-commands.ts';
import { transferCommands } from './transfer-commands.ts';
import { watchTransfers } from './watch-transfers.ts';
import styles from './TransferWatch.module.css';

/** Says politely what happens to transfers, wherever the window is, and offers what can be done with them. */
export function TransferWatch() {
  const [words, setWords] = useState('');
  useCommands(transferCommands);
  useEffect(() => watchTransfers(setWords), []);
  return (
    <div className={styles['spoken']} role="status" aria-label="Transfers">
      {words}
    </div>
  );
}
