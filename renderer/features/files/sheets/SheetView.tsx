import type { FileClient } from '../../../state/file-client.ts';
import { AnswerSheet } from './AnswerSheet.tsx';
import { ModeSheet } from './ModeSheet.tsx';
import { RemoveSheet } from './RemoveSheet.tsx';
import type { Sheet } from './sheet.ts';
import { TakenSheet } from './TakenSheet.tsx';

interface SheetViewProps {
  sheet: Sheet;
  client: FileClient;
  onClose(): void;
  onRemove(paths: readonly string[]): void;
  onMode(sheet: Extract<Sheet, { kind: 'mode' }>, mode: number, isRecursive: boolean): void;
  onDownload(paths: readonly string[], to: 'ask' | 'downloads'): void;
}

/** What is asked or answered below the list. */
export function SheetView({ sheet, client, onClose, onRemove, onMode, onDownload }: SheetViewProps) {
  switch (sheet.kind) {
    case 'remove':
      return (
        <RemoveSheet
          key={sheet.paths.join('\n')}
          client={client}
          paths={sheet.paths}
          onCancel={onClose}
          onRemove={() => onRemove(sheet.paths)}
        />
      );
    case 'mode':
      return (
        <ModeSheet
          key={sheet.entries.map(({ name }) => name).join('\n')}
          entries={sheet.entries}
          onCancel={onClose}
          onApply={(mode, isRecursive) => onMode(sheet, mode, isRecursive)}
        />
      );
    case 'taken':
      return (
        <TakenSheet
          key={sheet.name}
          name={sheet.name}
          folder={sheet.folder}
          hasMore={sheet.hasMore}
          onAnswer={sheet.answer}
        />
      );
    case 'compared':
    case 'checksum':
    case 'command':
    case 'failed':
    case 'problem':
    case 'outside':
      return <AnswerSheet sheet={sheet} onClose={onClose} onDownload={onDownload} />;
  }
}
