import { TextArea, TextField } from 'react-aria-components';
import styles from './CodeField.module.css';

interface CodeFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  isReadOnly?: boolean;
  placeholder?: string;
}

/** Text in mono over several lines, to be edited. Tab leaves it, as keyboards expect. */
export function CodeField({ label, value, onChange, isReadOnly = false, placeholder = '' }: CodeFieldProps) {
  return (
    <TextField
      aria-label={label}
      value={value}
      onChange={onChange}
      isReadOnly={isReadOnly}
      className={styles['field'] ?? ''}
    >
      <TextArea
        className={styles['text'] ?? ''}
        spellCheck={false}
        autoComplete="off"
        wrap="off"
        placeholder={placeholder}
      />
    </TextField>
  );
}
