import { useId, type ReactNode } from 'react';

interface DescribedProps {
  /** Read out after the name of what it is about, and not seen. */
  text: string | undefined;
  /** Renders it with the attributes that lead to the description. */
  children(described: { 'aria-describedby'?: string }): ReactNode;
}

/** Gives a button more to be read out; react-aria's buttons take no `aria-description`. */
export function Described({ text, children }: DescribedProps) {
  const id = useId();
  return (
    <>
      {children(text === undefined ? {} : { 'aria-describedby': id })}
      {text !== undefined && (
        <span id={id} hidden>
          {text}
        </span>
      )}
    </>
  );
}
