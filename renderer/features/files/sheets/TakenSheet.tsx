import { useRef, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { Checkbox } from '../../../ui/Checkbox.tsx';
import { shownText } from '../../../ui/text/shown-text.ts';
import type { Taken } from '../move-files.ts';
import { useSheetKeys } from './use-sheet-keys.ts';
import styles from './Sheets.module.css';

interface TakenSheetProps {
  name: string;
  folder: string;
  hasMore: boolean;
  onAnswer(choice: Taken, isForAll: boolean): void;
}

/** Asks what to do with something whose name is taken where it goes. */
export function TakenSheet({ name, folder, hasMore, onAnswer }: TakenSheetProps) {
  const root = useRef<HTMLDivElement>(null);
  const [isForAll, setForAll] = useState(false);
  const question = `“${shownText(name)}” is in ${shownText(folder)} already.`;
  // The harmless answer.
  useSheetKeys(root, () => onAnswer('skip', isForAll), '[data-answer="skip"] button');
  return (
    <div ref={root} className={styles['sheet']} role="group" aria-label={question}>
      <p className={styles['heading']}>{question}</p>
      <div className={styles['row']}>
        <Button size="small" variant="danger" onPress={() => onAnswer('replace', isForAll)}>
          Replace it
        </Button>
        <Button size="small" onPress={() => onAnswer('keep-both', isForAll)}>
          Keep both
        </Button>
        <span data-answer="skip">
          <Button size="small" onPress={() => onAnswer('skip', isForAll)}>
            Leave it where it is
          </Button>
        </span>
        {hasMore && (
          <Checkbox isOn={isForAll} onChange={setForAll}>
            The same for all others
          </Checkbox>
        )}
      </div>
    </div>
  );
}
