import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { nameMistake } from './entry-text.ts';
import styles from './NameField.module.css';

interface NameFieldProps {
  label: string;
  /** What stands in it first. */
  start: string;
  isFolder: boolean;
  os: 'posix' | 'windows';
  /** Gives the name; a sentence when that did not work. */
  onName(name: string): Promise<string | undefined>;
  onClose(): void;
}

/** A name in the list itself. Enter gives it, Escape leaves everything as it was. */
export function NameField({ label, start, isFolder, os, onName, onClose }: NameFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(start);
  const [mistake, setMistake] = useState<string>();
  const [isPending, setPending] = useState(false);
  const choose = useEffectEvent((field: HTMLInputElement) => {
    // The ending usually stays as it is.
    const dot = isFolder ? -1 : start.lastIndexOf('.');
    field.focus();
    field.setSelectionRange(0, dot > 0 ? dot : start.length);
  });
  useEffect(() => {
    if (input.current !== null) choose(input.current);
  }, []);

  async function give(): Promise<void> {
    const wrong = nameMistake(name, os);
    if (wrong !== undefined) return setMistake(wrong);
    setPending(true);
    const refused = await onName(name);
    setPending(false);
    if (refused === undefined) return;
    setMistake(refused);
    input.current?.focus();
  }

  return (
    <span className={styles['field']}>
      <input
        ref={input}
        aria-label={label}
        aria-invalid={mistake !== undefined}
        {...(mistake === undefined ? {} : { 'aria-describedby': id })}
        className={styles['input']}
        value={name}
        readOnly={isPending}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => {
          setName(target.value);
          setMistake(undefined);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') {
            event.preventDefault();
            void give();
          } else if (event.key === 'Escape') {
            event.preventDefault();
            onClose();
          }
        }}
        onBlur={() => {
          // A name that was refused stays to be put right; a new one is taken, as in other lists of files.
          if (isPending || mistake !== undefined) return;
          if (name === start || name === '') onClose();
          else void give();
        }}
      />
      {mistake !== undefined && (
        <span id={id} role="alert" className={styles['mistake']}>
          {mistake}
        </span>
      )}
    </span>
  );
}
