import { Label, Radio, RadioGroup, Text } from 'react-aria-components';
import styles from './Choice.module.css';

interface ChoiceProps<T extends string> {
  label: string;
  description?: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange(value: T): void;
}

/** One of a few, all in sight. */
export function Choice<T extends string>({ label, description, value, options, onChange }: ChoiceProps<T>) {
  return (
    <RadioGroup
      value={value}
      onChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option !== undefined) onChange(option.value);
      }}
      orientation="horizontal"
      className={styles['choice'] ?? ''}
    >
      <div>
        <Label className={styles['label'] ?? ''}>{label}</Label>
        {description !== undefined && (
          <Text slot="description" className={styles['description'] ?? ''}>
            {description}
          </Text>
        )}
      </div>
      <div className={styles['options']}>
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className={styles['option'] ?? ''}>
            {option.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
