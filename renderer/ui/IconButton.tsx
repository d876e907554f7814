import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Hint } from './Hint.tsx';
import styles from './IconButton.module.css';

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  /** What it does; read out, and shown on hover and focus. */
  label: string;
  shortcut?: string | undefined;
  /** Switched on; for buttons that keep a state. */
  isOn?: boolean;
  /** What it started is not done yet. */
  isPending?: boolean;
  size?: 'normal' | 'small';
  children: ReactNode;
}

export function IconButton({
  label,
  shortcut,
  isOn,
  size = 'normal',
  isPending = false,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Hint text={label} shortcut={shortcut}>
      <AriaButton
        {...rest}
        aria-label={label}
        {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
        className={styles['button'] ?? ''}
        data-on={isOn}
        data-size={size}
        data-busy={isPending}
      >
        {children}
      </AriaButton>
    </Hint>
  );
}
