import { X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { copyText } from '../../../state/app-actions.ts';
import { Button } from '../../../ui/Button.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { countOf, countText, sizeText } from '../../../ui/size/size-text.ts';
import { shownText } from '../../../ui/text/shown-text.ts';
import type { Sheet } from './sheet.ts';
import { useSheetKeys } from './use-sheet-keys.ts';
import styles from './Sheets.module.css';

interface FrameProps {
  title: string;
  tone?: 'bad';
  onClose(): void;
  children: ReactNode;
  actions?: ReactNode;
}

function Frame({ title, tone, onClose, children, actions }: FrameProps) {
  const root = useRef<HTMLDivElement>(null);
  useSheetKeys(root, onClose);
  return (
    <div ref={root} className={styles['sheet']} role="group" aria-label={title} data-tone={tone}>
      <div className={styles['row']}>
        <p className={styles['heading']} role="status">
          {title}
        </p>
        <span className={styles['space']} />
        {actions}
        <IconButton label="Close" size="small" onPress={onClose}>
          <X size={14} />
        </IconButton>
      </div>
      {children}
    </div>
  );
}

function bytes(count: number): string {
  return count < 1024 ? countOf(count, 'byte', 'bytes') : `${sizeText(count)} (${countText(count)} bytes)`;
}

type AnswerSheetProps = {
  sheet: Extract<Sheet, { kind: 'compared' | 'checksum' | 'command' | 'failed' | 'problem' | 'outside' }>;
  onClose(): void;
  onDownload(paths: readonly string[], to: 'ask' | 'downloads'): void;
};

/** What came of something: sums, a comparison, a command, or why it did not work. */
export function AnswerSheet({ sheet, onClose, onDownload }: AnswerSheetProps) {
  switch (sheet.kind) {
    case 'compared': {
      const { localPath, localBytes, remoteBytes, localSha256, remoteSha256, isSame } = sheet.result;
      return (
        <Frame
          title={
            isSame
              ? `${shownText(sheet.name)} is the same here and on the machine.`
              : `${shownText(sheet.name)} is not the same here and on the machine.`
          }
          onClose={onClose}
        >
          <Facts
            entries={[
              ['Here', shownText(localPath)],
              ['Size here', bytes(localBytes)],
              ['SHA-256 here', localSha256],
              ['Size there', bytes(remoteBytes)],
              ['SHA-256 there', remoteSha256],
            ]}
          />
        </Frame>
      );
    }
    case 'checksum':
      return (
        <Frame
          title={`SHA-256 of ${shownText(sheet.name)}`}
          onClose={onClose}
          actions={
            <Button size="small" onPress={() => void copyText(sheet.sha256, 'The checksum')}>
              Copy
            </Button>
          }
        >
          <pre className={styles['code']} tabIndex={0} role="region" aria-label="Checksum">
            {sheet.sha256}
          </pre>
        </Frame>
      );
    case 'command':
      return (
        <Frame title={`${sheet.title} It is on the clipboard.`} onClose={onClose}>
          <pre className={styles['code']} tabIndex={0} role="region" aria-label="Command">
            {sheet.result.command}
          </pre>
          {sheet.result.notes.map((note) => (
            <p key={note} className={styles['remark']}>
              {note}
            </p>
          ))}
        </Frame>
      );
    case 'failed':
      return (
        <Frame title={sheet.title} tone="bad" onClose={onClose}>
          <ul className={styles['problems']}>
            {sheet.problems.map(({ path, problem }) => (
              <li key={path}>
                <code>{shownText(path)}</code>
                <p className={styles['remark']}>
                  {problem.message} {problem.hint}
                </p>
              </li>
            ))}
          </ul>
        </Frame>
      );
    case 'problem':
      return (
        <Frame title={sheet.problem.message} tone="bad" onClose={onClose}>
          {sheet.problem.hint !== undefined && <p className={styles['remark']}>{sheet.problem.hint}</p>}
        </Frame>
      );
    case 'outside':
      return (
        <Frame
          title={`Download ${sheet.paths.length === 1 ? 'it' : `${countText(sheet.paths.length)} items`} to this computer?`}
          onClose={onClose}
          actions={
            <>
              <Button size="small" variant="primary" onPress={() => onDownload(sheet.paths, 'ask')}>
                Choose a folder…
              </Button>
              <Button size="small" onPress={() => onDownload(sheet.paths, 'downloads')}>
                To Downloads
              </Button>
            </>
          }
        >
          <p className={styles['remark']}>
            To drop files right where they belong on this computer, hold Alt when you begin to drag them.
          </p>
        </Frame>
      );
  }
}
