import { useState } from 'react';
import { Dot } from '../../ui/Dot.tsx';
import type { TableColumn } from '../../ui/table/TableRow.tsx';
import { VirtualTable } from '../../ui/table/VirtualTable.tsx';
import { shownText } from '../../ui/text/shown-text.ts';
import { fileText, fileTones, type PlannedFile } from './salvage-text.ts';
import styles from './Apply.module.css';

/** Height of a row, in CSS pixels. */
const ROW_PX = 34;

const columns: readonly TableColumn<PlannedFile>[] = [
  {
    id: 'what',
    title: 'What',
    cell: (file) => (
      <span className={styles['what']}>
        <Dot tone={fileTones[file.state]} />
        {fileText(file)}
      </span>
    ),
  },
  {
    id: 'path',
    title: 'File',
    cell: ({ path }) => (
      <code className={styles['path']} title={shownText(path)}>
        {shownText(path)}
      </code>
    ),
  },
];

/** The files that would change, each with what stands in its way. */
export function PlannedFiles({ files }: { files: readonly PlannedFile[] }) {
  const [selectedKey, setSelectedKey] = useState<string>();
  return (
    <div className={styles['files']}>
      <VirtualTable
        label="Files that would change"
        columns={columns}
        items={files}
        keyOf={({ path }) => path}
        rowHeightPx={ROW_PX}
        selectedKey={selectedKey}
        onSelect={setSelectedKey}
        onOpen={() => {}}
        rowClassName={styles['row'] ?? ''}
      />
    </div>
  );
}
