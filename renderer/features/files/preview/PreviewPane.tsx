import { X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { FileEntry } from '../../../../main/contract/files.ts';
import type { Result } from '../../../../main/contract/problem.ts';
import type { FileClient } from '../../../state/file-client.ts';
import { Button } from '../../../ui/Button.tsx';
import { ToggleChip } from '../../../ui/Chip.tsx';
import { ConsoleView } from '../../../ui/console/ConsoleView.tsx';
import { createConsoleLines } from '../../../ui/console/lines.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { sizeText } from '../../../ui/size/size-text.ts';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { isFile, kindText, modeText, octalText, shownName, wholeTimeText } from '../entry-text.ts';
import { shownText } from '../../../ui/text/shown-text.ts';
import type { DecodedText } from './decode-text.ts';
import { readPreview, TEXT_BYTES, type Preview, type PreviewPart } from './read-preview.ts';
import styles from './Preview.module.css';

/** A line longer than this is cut: one line of megabytes would stop the window. */
const MAX_LINE = 4_000;

interface PreviewPaneProps {
  client: FileClient;
  path: string | undefined;
  entry: FileEntry | undefined;
  onDownload(): void;
  onClose(): void;
}

function EntryFacts({ entry }: { entry: FileEntry }) {
  const { sizeBytes, modifiedAt, mode, owner, group, link, kind } = entry;
  return (
    <Facts
      entries={[
        ['Kind', kindText(entry)],
        ['Size', kind === 'file' ? sizeText(sizeBytes) : undefined],
        ['Modified', wholeTimeText(modifiedAt)],
        ['Mode', mode === undefined ? undefined : `${modeText(entry)} ${octalText(mode)}`],
        ['Owner', shownText([owner, group].filter((part) => part !== undefined).join(':'))],
        ['Link target', link && shownText(link.target)],
      ]}
    />
  );
}

function TextPreview({ text, name }: { text: DecodedText; name: string }) {
  const lines = useMemo(() => {
    const made = createConsoleLines();
    const short = text.text.replace(/[^\n]{4001,}/gu, (line) => `${line.slice(0, MAX_LINE)} … (cut)`);
    made.append(0, short);
    return made.lines;
  }, [text]);
  if (lines.length === 0) return <p className={styles['remark']}>The file is empty.</p>;
  return (
    <ConsoleView
      label={`Text of ${name}`}
      lines={lines}
      version={lines.length}
      isFollowing={false}
      wraps
      onFollow={() => {}}
    />
  );
}

function remarkOf(preview: Preview, part: PreviewPart): string | undefined {
  if (preview.kind !== 'text') return undefined;
  const { text, sizeBytes, isCut } = preview;
  const cut = isCut ? `The ${part} ${sizeText(TEXT_BYTES)} of ${sizeText(sizeBytes)}.` : undefined;
  const guess = text.isGuess
    ? 'This is not UTF-8; it is read as Windows-1252, and some characters may be wrong.'
    : text.encoding === 'UTF-16'
      ? 'Read as UTF-16.'
      : undefined;
  return [cut, guess].filter((sentence) => sentence !== undefined).join(' ') || undefined;
}

interface ContentProps extends Omit<PreviewPaneProps, 'onClose' | 'path' | 'entry'> {
  path: string;
  entry: FileEntry;
}

function FileContent({ client, path, entry, onDownload }: ContentProps) {
  const [part, setPart] = useState<PreviewPart>('first');
  const [read, setRead] = useState<{ part: PreviewPart; result: Result<Preview> }>();
  const { name, sizeBytes } = entry;
  useEffect(() => {
    let isWanted = true;
    void readPreview(client, path, { name, sizeBytes }, part).then((result) => {
      if (isWanted) setRead({ part, result });
    });
    return () => {
      isWanted = false;
    };
  }, [client, path, name, sizeBytes, part]);
  if (read === undefined) return <Skeleton label="Reading" lines={6} />;
  if (!read.result.ok) {
    const { message, hint } = read.result.problem;
    return <EmptyState title={message}>{hint}</EmptyState>;
  }
  const preview = read.result.value;
  const remark = remarkOf(preview, read.part);
  const hasParts = preview.kind === 'text' && preview.isCut;
  return (
    <>
      {hasParts && (
        <div className={styles['parts']} role="group" aria-label="Part of the file">
          <ToggleChip isOn={part === 'first'} onToggle={() => setPart('first')}>
            Beginning
          </ToggleChip>
          <ToggleChip isOn={part === 'last'} onToggle={() => setPart('last')}>
            End
          </ToggleChip>
        </div>
      )}
      {remark !== undefined && <p className={styles['remark']}>{remark}</p>}
      {preview.kind === 'text' && <TextPreview text={preview.text} name={shownName(entry)} />}
      {preview.kind === 'image' && (
        <div className={styles['picture']}>
          <img src={preview.address} alt={`Preview of ${shownName(entry)}`} className={styles['image']} />
        </div>
      )}
      {preview.kind === 'facts' && (
        <div className={styles['facts']}>
          <p>{preview.reason}</p>
          <EntryFacts entry={entry} />
          <Button onPress={onDownload}>Download…</Button>
        </div>
      )}
    </>
  );
}

/** What is in the file the cursor is on. Nothing in it is ever more than text or an image. */
export function PreviewPane({ client, path, entry, onDownload, onClose }: PreviewPaneProps) {
  const title = entry === undefined ? 'Preview' : shownName(entry);
  return (
    <aside className={styles['pane']} aria-label="Preview">
      <div className={styles['head']}>
        <h2 className={styles['title']} title={title}>
          <bdi>{title}</bdi>
        </h2>
        <IconButton label="Close the preview" size="small" onPress={onClose}>
          <X size={14} />
        </IconButton>
      </div>
      {entry === undefined || path === undefined ? (
        <p className={styles['remark']}>Choose a file to see what is in it.</p>
      ) : isFile(entry) ? (
        <FileContent key={path} client={client} path={path} entry={entry} onDownload={onDownload} />
      ) : (
        <div className={styles['facts']}>
          <EntryFacts entry={entry} />
        </div>
      )}
    </aside>
  );
}
