import { useEffect, useRef } from 'react';
import { TextArea, TextField } from 'react-aria-components';
import styles from './CodeField.module.css';
import { useForgetting } from './use-forgetting.ts';

interface CodeFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  isReadOnly?: boolean;
  placeholder?: string;
  /** There may be a password in the text: nothing of it stays when the field goes. */
  isSecret?: boolean;
  /** It appeared because somebody asked for it, so the keys are for it. */
  startsFocused?: boolean;
}

/** Text in mono over several lines, to be edited. Tab leaves it, as keyboards expect. */
export function CodeField(props: CodeFieldProps) {
  const { label, value, onChange, isReadOnly = false, placeholder = '', startsFocused = false } = props;
  const { isSecret = false } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (startsFocused) area.current?.focus();
  }, [startsFocused]);
  useForgetting(area, isSecret);
  return (
    <TextField
      aria-label={label}
      value={value}
      onChange={onChange}
      isReadOnly={isReadOnly}
      className={styles['field'] ?? ''}
    >
      <TextArea
        ref={area}
        className={styles['text'] ?? ''}
        spellCheck={false}
        autoComplete="off"
        wrap="off"
        placeholder={placeholder}
      />
    </TextField>
  );
}
