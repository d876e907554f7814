import { Search, X } from 'lucide-react';
import type { KeyboardEvent, RefObject } from 'react';
import { Button, Input, SearchField as AriaSearchField } from 'react-aria-components';
import styles from './SearchField.module.css';

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange(value: string): void;
  onSubmit?: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  inputRef?: RefObject<HTMLInputElement | null>;
}

export function SearchField({ label, placeholder, value, onChange, onSubmit, onKeyDown, inputRef }: SearchFieldProps) {
  return (
    <AriaSearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      className={styles['field'] ?? ''}
      {...(onSubmit === undefined ? {} : { onSubmit })}
    >
      <Search size={14} aria-hidden className={styles['icon']} />
      <Input
        className={styles['input'] ?? ''}
        placeholder={placeholder}
        spellCheck={false}
        {...(inputRef === undefined ? {} : { ref: inputRef })}
        {...(onKeyDown === undefined ? {} : { onKeyDown })}
      />
      <Button className={styles['clear'] ?? ''} aria-label="Clear the search">
        <X size={13} />
      </Button>
    </AriaSearchField>
  );
}
