import { useEffect, useId, useRef } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components';
import styles from './TextField.module.css';
import { useForgetting } from './use-forgetting.ts';

interface TextFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  /** What belongs in it; stands below. */
  description?: string | undefined;
  placeholder?: string;
  /** Why it cannot be used as it is. */
  error?: string | undefined;
  /** Shown as dots, and kept out of every memory of texts typed before. */
  isSecret?: boolean;
  isRequired?: boolean;
  /** In characters; more cannot be typed. */
  maxLength?: number;
  /** Code or an address rather than prose. */
  isMono?: boolean;
  onEscape?(): void;
  /** It appeared because somebody asked for it, so the keys are for it. */
  startsFocused?: boolean;
}

function escapes(run: () => void): NonNullable<AriaTextFieldProps['onKeyDown']> {
  return (event) => {
    if (event.key === 'Escape') run();
    else event.continuePropagation();
  };
}

/** One line of text with its name above it. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, description, placeholder, error, isSecret = false, isMono = false } = props;
  const { startsFocused = false } = props;
  const name = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (startsFocused) input.current?.focus();
  }, [startsFocused]);
  useForgetting(input, isSecret);
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      type={isSecret ? 'password' : 'text'}
      // A name that is never the same twice leaves nothing to remember or to fill in.
      name={name}
      autoComplete="off"
      isInvalid={error !== undefined}
      isRequired={props.isRequired ?? false}
      {...(props.onEscape === undefined ? {} : { onKeyDown: escapes(props.onEscape) })}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
      validationBehavior="aria"
      className={styles['field'] ?? ''}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Input
        ref={input}
        className={styles['input'] ?? ''}
        data-mono={isSecret || isMono}
        spellCheck={false}
        autoCapitalize="none"
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      {description !== undefined && (
        <Text slot="description" className={styles['description'] ?? ''}>
          {description}
        </Text>
      )}
      <FieldError className={styles['error'] ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}
