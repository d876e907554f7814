import { Plus, X } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import styles from './WarningMinutes.module.css';

/** The contract takes no more. */
const MAX_WARNINGS = 4;
const MAX_MINUTES = 120;
/** What a new warning is set to, the first that is not there yet. */
const usualMinutes = [10, 2, 5, 30, 1] as const;

interface WarningMinutesProps {
  minutes: readonly number[];
  onChange(minutes: number[]): void;
}

/** How long before the end of a machine the person is warned: a list, the earliest warning first. */
export function WarningMinutes({ minutes, onChange }: WarningMinutesProps) {
  const sorted = minutes.toSorted((one, other) => other - one);
  const save = (next: readonly number[]): void => onChange([...new Set(next)].toSorted((one, other) => other - one));
  const added = usualMinutes.find((usual) => !minutes.includes(usual));
  return (
    <div className={styles['warnings']} role="group" aria-label="Warnings before a machine goes away">
      <div className={styles['head']}>
        <div>
          <div>Warn before a machine goes away</div>
          <p className={styles['text']}>
            {sorted.length === 0 ? 'There is no warning' : 'Also when the window is closed or behind others'}
          </p>
        </div>
        <Button
          size="small"
          isDisabled={sorted.length >= MAX_WARNINGS || added === undefined}
          onPress={() => added !== undefined && save([...minutes, added])}
        >
          <Plus size={13} aria-hidden />
          Add a warning
        </Button>
      </div>
      {sorted.map((own, index) => (
        // By its place: while a number is changed, the field has to stay.
        <div key={index} className={styles['row']}>
          <NumberField
            label={`Warning ${index + 1}`}
            description="Minutes before the end"
            value={own}
            min={1}
            max={MAX_MINUTES}
            step={1}
            onChange={(next) => save(sorted.with(index, Math.round(next)))}
          />
          <IconButton
            label={`Remove the warning at ${own} ${own === 1 ? 'minute' : 'minutes'}`}
            size="small"
            onPress={() => save(sorted.toSpliced(index, 1))}
          >
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
