import { useEffect, useState } from 'react';
import type { FileCallOutput } from '../../../../main/contract/file-port.ts';
import type { Result } from '../../../../main/contract/problem.ts';
import type { FileClient } from '../../../state/file-client.ts';
import { Confirm } from '../../../ui/Confirm.tsx';
import { countOf, sizeText } from '../../../ui/size/size-text.ts';
import { shownText } from '../../../ui/text/shown-text.ts';
import { baseName } from '../paths.ts';
import styles from './Sheets.module.css';

type Count = FileCallOutput<'count'>;

function countText({ files, folders, links, sizeBytes, isMore }: Count): string {
  const parts = [
    files > 0 ? countOf(files, 'file', 'files') : undefined,
    folders > 0 ? countOf(folders, 'folder', 'folders') : undefined,
    links > 0 ? countOf(links, 'link', 'links') : undefined,
  ].filter((part) => part !== undefined);
  const start = isMore ? 'more than ' : '';
  return `${start}${parts.length === 0 ? 'nothing' : parts.join(', ')}, ${sizeText(sizeBytes)}`;
}

interface RemoveSheetProps {
  client: FileClient;
  paths: readonly string[];
  onRemove(): void;
  onCancel(): void;
}

/** Asks before things are deleted for good, with how much that is. */
export function RemoveSheet({ client, paths, onRemove, onCancel }: RemoveSheetProps) {
  const [counted, setCounted] = useState<Result<Count>>();
  useEffect(() => {
    let isWanted = true;
    void client.call('count', { paths: paths.slice(0, 10_000) }).then((result) => {
      if (isWanted) setCounted(result);
    });
    return () => {
      isWanted = false;
    };
  }, [client, paths]);
  const what =
    paths.length === 1 ? `“${shownText(baseName(paths[0] ?? ''))}”` : `these ${countOf(paths.length, 'item', 'items')}`;
  return (
    <div className={styles['sheet']} data-tone="bad">
      <Confirm question={`Delete ${what} for good?`} confirmLabel="Delete" onConfirm={onRemove} onCancel={onCancel} />
      <p className={styles['remark']} role="status">
        {counted === undefined
          ? 'Counting what is inside…'
          : counted.ok
            ? `That is ${countText(counted.value)}.`
            : `What is inside could not be counted: ${counted.problem.message}`}{' '}
        There is no undo. Links are removed themselves; what they lead to stays.
      </p>
    </div>
  );
}
