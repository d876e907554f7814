import { useRef, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { FileEntry } from '../../../../main/contract/files.ts';
import { Button } from '../../../ui/Button.tsx';
import { Checkbox } from '../../../ui/Checkbox.tsx';
import { countOf } from '../../../ui/size/size-text.ts';
import { modeText, octalText, shownName } from '../entry-text.ts';
import { useSheetKeys } from './use-sheet-keys.ts';
import styles from './Sheets.module.css';

const who = [
  { name: 'Owner', shift: 6 },
  { name: 'Group', shift: 3 },
  { name: 'Others', shift: 0 },
] as const;
const rights = [
  { name: 'Read', bit: 4 },
  { name: 'Write', bit: 2 },
  { name: 'Run', bit: 1 },
] as const;
const special = [
  { name: 'Set user ID', bit: 0o4000 },
  { name: 'Set group ID', bit: 0o2000 },
  { name: 'Sticky', bit: 0o1000 },
] as const;

interface ModeSheetProps {
  entries: readonly FileEntry[];
  onApply(mode: number, isRecursive: boolean): void;
  onCancel(): void;
}

/** Permissions as bits to tick and as a number to type; each shows what the other says. */
export function ModeSheet({ entries, onApply, onCancel }: ModeSheetProps) {
  const root = useRef<HTMLFormElement>(null);
  useSheetKeys(root, onCancel, 'input');
  const [first] = entries;
  const [mode, setMode] = useState(first?.mode ?? 0o644);
  const [typed, setTyped] = useState<string>();
  const [isRecursive, setRecursive] = useState(false);
  const hasFolder = entries.some(({ kind }) => kind === 'folder');
  const isMistaken = typed !== undefined && !/^[0-7]{3,4}$/.test(typed);
  const differ = entries.some((entry) => entry.mode !== first?.mode);
  const title =
    entries.length === 1 && first !== undefined ? shownName(first) : countOf(entries.length, 'item', 'items');

  function toggle(bit: number): void {
    setMode((before) => before ^ bit);
    setTyped(undefined);
  }

  return (
    <form
      ref={root}
      className={styles['sheet']}
      aria-label={`Permissions of ${title}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isMistaken) onApply(mode, isRecursive && hasFolder);
      }}
    >
      <p className={styles['heading']}>
        Permissions of {title}
        {differ && <span className={styles['remark']}> They differ; all get what is chosen here.</span>}
      </p>
      <div className={styles['bits']} role="group" aria-label="Who may do what">
        {who.map(({ name, shift }) => (
          <div key={name} className={styles['who']} role="group" aria-label={name}>
            <span className={styles['label']}>{name}</span>
            {rights.map((right) => (
              <Checkbox
                key={right.name}
                label={`${name}: ${right.name.toLowerCase()}`}
                isOn={(mode & (right.bit << shift)) !== 0}
                onChange={() => toggle(right.bit << shift)}
              >
                {right.name}
              </Checkbox>
            ))}
          </div>
        ))}
        <div className={styles['who']} role="group" aria-label="Special">
          <span className={styles['label']}>Special</span>
          {special.map(({ name, bit }) => (
            <Checkbox key={name} isOn={(mode & bit) !== 0} onChange={() => toggle(bit)}>
              {name}
            </Checkbox>
          ))}
        </div>
      </div>
      <div className={styles['row']}>
        <TextField
          className={styles['octal'] ?? ''}
          value={typed ?? octalText(mode)}
          isInvalid={isMistaken}
          onChange={(text) => {
            setTyped(text);
            if (/^[0-7]{3,4}$/.test(text)) setMode(Number.parseInt(text, 8));
          }}
          maxLength={4}
        >
          <Label className={styles['label'] ?? ''}>As a number</Label>
          <Input className={styles['number'] ?? ''} inputMode="numeric" />
        </TextField>
        <code className={styles['preview']}>{modeText({ kind: first?.kind ?? 'file', mode })}</code>
        {hasFolder && (
          <Checkbox isOn={isRecursive} onChange={setRecursive}>
            Everything inside too
          </Checkbox>
        )}
        <span className={styles['space']} />
        <Button type="submit" size="small" variant="primary" isDisabled={isMistaken}>
          Set permissions
        </Button>
        <Button size="small" onPress={onCancel}>
          Cancel
        </Button>
      </div>
      <p className={styles['remark']} role="status">
        {isMistaken
          ? 'Three or four digits from 0 to 7, for example 755.'
          : isRecursive
            ? 'Folders get “run” wherever they get “read”, so that they can be entered. Links are left alone.'
            : 'Links are left alone.'}
      </p>
    </form>
  );
}
